/** Bytes of a picture, row by row, channels side by side: 1 (grey) or 3 (red, green, blue). */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}
