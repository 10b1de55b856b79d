/** How bright a colour looks, 0 to 255 (ITU-R BT.601, the weights that PIL and torchvision use). */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
