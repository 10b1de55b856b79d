const number = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export function count(n: number, one: string, many = `${one}s`): string {
  return `${number.format(n)} ${n === 1 ? one : many}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${tenths.format(milliseconds / 1000)} s`;
}

export function size(bytes: number): string {
  if (bytes < 10_000) return `${number.format(bytes)} bytes`;
  return bytes < 1e6 ? `${tenths.format(bytes / 1e3)} kB` : `${tenths.format(bytes / 1e6)} MB`;
}

/**
 * A rate as people read it: 0.0001 is "at most 1 in 10,000".
 *
 * Two digits, rounded so that it never says less than the rate: 0.00012 is 1 in 8,300, not 1 in 8,400.
 */
export function atMost(rate: number): string {
  if (rate <= 0) return "none that was measured";
  // 1 - (1 - 1e-4)^1 is a hair over 1e-4, and must not become 1 in 9,900.
  const exact = (1 / rate) * (1 + 1e-9);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return `at most 1 in ${number.format(Math.floor(exact / unit) * unit)}`;
}
