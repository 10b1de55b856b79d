/** Of each row of `length` floats; JavaScript's would start slower, and its `exp` differ from engine to engine. */
export function softmax(source: usize, target: usize, rows: i32, length: i32): void {
  for (let row = 0; row < rows; row++) {
    let most: f32 = -Infinity;
    for (let i = 0; i < length; i++) most = max(most, load<f32>(source + (i << 2)));
    let sum: f32 = 0;
    for (let i = 0; i < length; i++) {
      const power = NativeMathf.exp(load<f32>(source + (i << 2)) - most);
      store<f32>(target + (i << 2), power);
      sum += power;
    }
    for (let i = 0; i < length; i++) store<f32>(target + (i << 2), load<f32>(target + (i << 2)) / sum);
    source += length << 2;
    target += length << 2;
  }
}
