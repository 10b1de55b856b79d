/** Each row of `length` floats divided by its Euclidean length, or by `least` if that is more; sums are of doubles. */
export function normalise(source: usize, target: usize, rows: i32, length: i32, least: f32): void {
  for (let row = 0; row < rows; row++) {
    let sum: f64 = 0;
    for (let i = 0; i < length; i++) {
      const value = <f64>load<f32>(source + (i << 2));
      sum += value * value;
    }
    const norm = max(<f32>sqrt(sum), least);
    for (let i = 0; i < length; i++) store<f32>(target + (i << 2), load<f32>(source + (i << 2)) / norm);
    source += length << 2;
    target += length << 2;
  }
}
