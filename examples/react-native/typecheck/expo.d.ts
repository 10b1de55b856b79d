// Of the packages that are not installed here, what the app uses, as their own declarations have it.

declare module "expo" {
  export function registerRootComponent(component: import("react").ComponentType): void;
}

declare module "expo-asset" {
  export class Asset {
    static fromModule(module: number | string): Asset;
    localUri: string | null;
    downloadAsync(): Promise<this>;
  }
}

declare module "expo-file-system" {
  export class File {
    constructor(...uris: (string | File)[]);
    bytes(): Promise<Uint8Array<ArrayBuffer>>;
    delete(): void;
  }
}

declare module "expo-image-manipulator" {
  export enum SaveFormat {
    JPEG = "jpeg",
    PNG = "png",
  }
  interface ImageRef {
    saveAsync(options?: { compress?: number; format?: SaveFormat }): Promise<{ uri: string; width: number; height: number }>;
  }
  interface Context {
    resize(size: { width?: number | null; height?: number | null }): Context;
    renderAsync(): Promise<ImageRef>;
  }
  export const ImageManipulator: { manipulate(source: string): Context };
}

declare module "expo-camera" {
  import type { Component } from "react";
  import type { StyleProp, ViewStyle } from "react-native";
  export class CameraView extends Component<{ facing?: "front" | "back"; style?: StyleProp<ViewStyle> }> {
    takePictureAsync(options?: { quality?: number }): Promise<{ uri: string; width: number; height: number }>;
  }
  interface Permission {
    granted: boolean;
  }
  export function useCameraPermissions(): [Permission | null, () => Promise<Permission>];
}

declare module "react-native" {
  import type { ComponentType, ReactNode } from "react";
  export type ViewStyle = Record<string, string | number>;
  export type StyleProp<Style> = Style | Style[];
  interface Styled {
    style?: StyleProp<ViewStyle>;
    children?: ReactNode;
  }
  export const View: ComponentType<Styled>;
  export const Text: ComponentType<Styled & { accessibilityLiveRegion?: "none" | "polite" | "assertive" }>;
  export const Button: ComponentType<{ title: string; disabled?: boolean; onPress: () => void }>;
  export const StyleSheet: { create<Styles extends Record<string, ViewStyle>>(styles: Styles): Styles };
}

declare module "react-native-quick-crypto" {
  export function install(): void;
}

declare module "jpeg-js" {
  export function decode(
    data: Uint8Array,
    options: { useTArray: true; formatAsRGBA?: boolean },
  ): { width: number; height: number; data: Uint8Array };
}

// It re-exports onnxruntime-common, whose types are the real ones.
declare module "onnxruntime-react-native" {
  export * from "onnxruntime-common";
}

/** Metro's. */
declare function require(file: string): any;
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
