/** A model, and what it is run on. */
export interface Subject {
  readonly name: string;
  readonly shape: readonly number[];
  readonly amplitude: number;
}

export type RuntimeName = "light" | "onnxruntime";

/** Milliseconds, by what took them. */
export type Spans = Readonly<Record<string, number>>;

export const subjects: readonly Subject[] = [
  { name: "ultraface-rfb", shape: [1, 3, 240, 320], amplitude: 1 },
  { name: "landmark-68", shape: [1, 3, 112, 112], amplitude: 1 },
  { name: "dlib-resnet", shape: [1, 3, 150, 150], amplitude: 1 },
  { name: "tiny-face", shape: [1, 3, 416, 416], amplitude: 1 },
];
