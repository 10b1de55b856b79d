/**
 * Over a set of labels, in whatever order they came and went: two sums, each modulo 2^32, of what two mixers make of each
 * label (the finaliser of MurmurHash3, Appleby 2011). It notices what is lost or doubled; it is no defence against who
 * would forge it.
 */
export interface LabelDigest {
  readonly a: number;
  readonly b: number;
}

export const emptyDigest: LabelDigest = { a: 0, b: 0 };

export const withLabel = ({ a, b }: LabelDigest, label: number): LabelDigest => {
  const [low, high] = halves(label);
  return { a: (a + first(low, high)) >>> 0, b: (b + second(low, high)) >>> 0 };
};

export const withoutLabel = ({ a, b }: LabelDigest, label: number): LabelDigest => {
  const [low, high] = halves(label);
  return { a: (a - first(low, high)) >>> 0, b: (b - second(low, high)) >>> 0 };
};

export function digestOf(labels: Float64Array): LabelDigest {
  let [a, b] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const high = Math.floor(label / 0x1_0000_0000);
    const low = label | 0;
    a = (a + first(low, high)) | 0;
    b = (b + second(low, high)) | 0;
  }
  return { a: a >>> 0, b: b >>> 0 };
}

/** 16 hex digits. */
export const writeDigest = ({ a, b }: LabelDigest): string => hex(a) + hex(b);

export const readDigest = (text: string): LabelDigest => ({
  a: Number.parseInt(text.slice(0, 8), 16),
  b: Number.parseInt(text.slice(8), 16),
});

const hex = (value: number) => value.toString(16).padStart(8, "0");

const halves = (label: number): [low: number, high: number] => [label | 0, Math.floor(label / 0x1_0000_0000)];

const first = (low: number, high: number) => mixed(low ^ mixed(high ^ 0x2545_f491));
const second = (low: number, high: number) => mixed(low ^ 0x9e37_79b9 ^ mixed(high ^ 0x7f4a_7c15));

function mixed(value: number): number {
  let mix = value;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85eb_ca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2_ae35);
  return mix ^ (mix >>> 16);
}
