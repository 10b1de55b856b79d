/** Of each row of `length` floats; JavaScript's would start slower, and its `exp` differ from engine to engine. */
export function softmax(source: usize, target: usize, rows: i32, length: i32): void {
  for (let row = 0; row < rows; row++) {
    let most: f32 = -Infinity;
    for (let i = 0; i < length; i++) most = max(most, load<f32>(source + (i << 2)));
    let sum: f32 = 0;
    for (let i = 0; i < length; i++) {
      const value = power(load<f32>(source + (i << 2)) - most);
      store<f32>(target + (i << 2), value);
      sum += value;
    }
    for (let i = 0; i < length; i++) store<f32>(target + (i << 2), load<f32>(target + (i << 2)) / sum);
    source += length << 2;
    target += length << 2;
  }
}

/** e^x for x <= 0, as 2^n e^r with |r| <= ln 2 / 2, where Taylor's series to the eighth power is off by less than 1e-9. */
function power(x: f32): f32 {
  if (x != x) return x;
  const n = nearest(<f64>x * 1.4426950408889634);
  if (n < -126) return 0;
  const r = <f64>x - n * 0.6931471805599453;
  let sum: f64 = 1;
  for (let k = 8; k > 0; k--) sum = 1 + (sum * r) / <f64>k;
  return <f32>sum * reinterpret<f32>((<i32>n + 127) << 23);
}
