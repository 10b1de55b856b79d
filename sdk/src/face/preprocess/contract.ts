import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scaleAndShift, warp, type InputSpec, type Picture, type Similarity, type Size } from "../../core/index.ts";
import { seeded } from "../../core/seeded.fixture.ts";
import type { DeviceTensor, Tensor } from "../../runtime/index.ts";
import type { Look, PreparedPicture, Preprocessor } from "./preprocessor.ts";

interface Driver {
  readonly preprocessor: Preprocessor;
  /** The values of a tensor, copied. */
  readonly read: (tensor: Tensor | DeviceTensor) => Promise<Float32Array>;
}

const plain: InputSpec = { tensor: "image", channels: "rgb", mean: [0, 0, 0], divisor: 1 };
const specs: readonly InputSpec[] = [
  plain,
  { ...plain, channels: "bgr" },
  { ...plain, mean: [122.782, 117.001, 104.298], divisor: 255 },
  { ...plain, channels: "bgr", mean: [10, 127, 230], divisor: 128 },
];

/** Every pixel another colour, so that a pixel off shows as much as it can. */
export function noise(width: number, height: number, random = seeded(width * 10_007 + height)): Picture {
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => random() * 256);
  return { width, height, data };
}

const turn = (scale: number, angle: number, dx: number, dy: number): Similarity => ({
  a: scale * Math.cos(angle),
  b: scale * Math.sin(angle),
  dx,
  dy,
});

/** A similarity that has some point of the picture, or one just beyond its edge, somewhere in the part. */
function someSimilarity(random: () => number, picture: Size, part: Size): Similarity {
  const between = (from: number, to: number) => from + (to - from) * random();
  const scale = 2 ** between(Math.log2(0.1), Math.log2(8));
  const { a, b } = turn(scale, random() < 0.3 ? 0 : between(-Math.PI, Math.PI), 0, 0);
  const [px, py] = [between(-0.1, 1.1) * picture.width, between(-0.1, 1.1) * picture.height];
  return { a, b, dx: random() * part.width - (a * px - b * py), dy: random() * part.height - (b * px + a * py) };
}

/** The tensor that SPEC.md asks for, by the oracle, every step for itself. */
function expected(picture: Picture, transforms: readonly Similarity[], size: Size, spec: InputSpec): number[] {
  return transforms.flatMap((transform) => {
    const { data } = warp(picture, transform, size.width, size.height);
    return [0, 1, 2].flatMap((plane) => {
      const colour = spec.channels === "rgb" ? plane : 2 - plane;
      return Array.from({ length: size.width * size.height }, (_, i) => {
        return (data[i * 4 + colour]! - spec.mean[plane]!) / spec.divisor;
      });
    });
  });
}

function farthest(values: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (values.length !== wanted.length) return Infinity;
  // NaN is far from everything.
  return Array.from(values).reduce((most, value, i) => {
    const far = Math.abs(value - wanted[i]!);
    return far <= most ? most : Number.isNaN(far) ? Infinity : far;
  }, 0);
}

/** Numbers of single precision are not exact: this much is rounding, in units of a colour. */
const rounding = 1e-3;

/** What every driver does; the numbers are those of SPEC.md. */
export function preprocessorContract(name: string, open: () => Promise<Driver>): void {
  describe(`preprocessing by ${name}`, () => {
    let driver: Driver;
    beforeAll(async () => {
      driver = await open();
    });
    afterAll(() => driver.preprocessor.close());

    async function prepared<T>(picture: Picture, use: (prepared: PreparedPicture) => Promise<T>): Promise<T> {
      const ready = await driver.preprocessor.prepare(picture);
      try {
        const result = await use(ready);
        await ready.settled();
        return result;
      } finally {
        ready.close();
      }
    }

    const drawn = (picture: Picture, looks: readonly Look[], size: Size, spec = plain) =>
      prepared(picture, async (ready) => driver.read(ready.tensor(looks, size, spec)));

    async function holds(picture: Picture, transforms: readonly Similarity[], size: Size, spec = plain) {
      await prepared(picture, async (ready) => {
        const tensor = ready.tensor(transforms, size, spec);
        expect(tensor.shape).toEqual([transforms.length, 3, size.height, size.width]);
        const off = farthest(await driver.read(tensor), expected(picture, transforms, size, spec)) * spec.divisor;
        expect(off).toBeLessThanOrEqual(1 + rounding);
        const pictures = await ready.pictures(transforms, size);
        expect(pictures).toHaveLength(transforms.length);
        pictures.forEach((part, n) => {
          expect(part).toMatchObject(size);
          const { data } = warp(picture, transforms[n]!, size.width, size.height);
          expect(farthest(part.data, data)).toBeLessThanOrEqual(1);
        });
      });
    }

    test("[PRE1] the identity gives the pixels, and whole pixels move as they are", async () => {
      const picture = noise(9, 7);
      const { data } = picture;
      const red = await drawn(picture, [scaleAndShift(1), scaleAndShift(1, 2, -1)], picture);
      for (let y = 0; y < 7; y++) {
        for (let x = 0; x < 9; x++) {
          expect(red[y * 9 + x]).toBeCloseTo(data[(y * 9 + x) * 4]!, 3);
          const wanted = x >= 2 && y < 6 ? data[((y + 1) * 9 + x - 2) * 4]! : 0;
          expect(red[3 * 63 + y * 9 + x]).toBeCloseTo(wanted, 3);
        }
      }
    });

    test("[PRE2] half a pixel is the mean of two and fades at the edge; it is not rounded", async () => {
      const picture = { width: 2, height: 1, data: Uint8Array.of(100, 7, 0, 0, 201, 8, 0, 0) };
      const values = await drawn(picture, [scaleAndShift(1, 0.5)], { width: 3, height: 1 });
      expect([...values].map((value) => Number(value.toFixed(3)))).toEqual([50, 150.5, 100.5, 3.5, 7.5, 4, 0, 0, 0]);
    });

    test("[PRE3] what lies outside is black, then normalised as all else", async () => {
      const spec = specs[3]!;
      const values = await drawn(noise(4, 4), [turn(1, 0.3, 500, -500)], { width: 2, height: 1 }, spec);
      const black = spec.mean.flatMap((mean) => [-mean / spec.divisor, -mean / spec.divisor]);
      expect(farthest(values, black)).toBeLessThan(1e-5);
    });

    test.each([1, 2, 3, 4])("[PRE4][PRE5] halved %d times: means of four, half up, odd rows left out", async (n) => {
      const picture = noise(53, 39);
      const scale = 2 ** -n;
      const size = { width: 53 >> n, height: 39 >> n };
      const shrink = scaleAndShift(scale, (scale - 1) / 2, (scale - 1) / 2);
      // Exactly: on whole pixels of a level there is nothing that single precision could round.
      const values = await drawn(picture, [shrink], size);
      expect(farthest(values, expected(picture, [shrink], size, plain))).toBeLessThan(rounding);
    });

    test("[PRE4] a part at the very edge sees the levels of the whole picture", async () => {
      const size = { width: 6, height: 6 };
      for (const shift of [-30, -26, -25, -24, -23.5, -23, -22, 5, 5.5, 8]) {
        await holds(noise(197, 203), [scaleAndShift(1 / 8, shift, 0), scaleAndShift(1 / 8, shift, shift)], size);
      }
    });

    test("[PRE7][PRE8] means are taken off in the order of the planes, then what is left is divided", async () => {
      const picture = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 255, 40, 50, 60, 255) };
      const spec = { ...plain, mean: [10, 20, 30], divisor: 10 } as const;
      const rgb = await drawn(picture, [scaleAndShift(1)], picture, spec);
      expect(farthest(rgb, [0, 3, 0, 3, 0, 3])).toBeLessThan(1e-4);
      const bgr = await drawn(picture, [scaleAndShift(1)], picture, { ...spec, channels: "bgr" });
      expect(farthest(bgr, [2, 5, 0, 3, -2, 1])).toBeLessThan(1e-4);
    });

    test.each([0, 1, 2, 3])("[PRE6][PRE7][PRE8] specification %d, as the oracle", (n) => {
      const size = { width: 21, height: 17 };
      return holds(noise(61, 47), [turn(0.7, 0.4, 3, 2), turn(1.9, -1, 8, 30)], size, specs[n]!);
    });

    test("[PRE6] random similarities, a tenth to eight times, over the edges, sizes odd and even", async () => {
      const random = seeded(2021);
      for (let round = 0; round < 40; round++) {
        const side = (most: number) => 1 + Math.floor(random() * most);
        const [picture, size] = [noise(side(150), side(150), random), { width: side(40), height: side(40) }];
        const transforms = Array.from({ length: side(4) }, () => someSimilarity(random, picture, size));
        await holds(picture, transforms, size, specs[round % specs.length]!);
      }
    });

    test.each([
      [1, 1],
      [1, 64],
      [64, 1],
      [2, 2],
      [3, 1],
    ])("[PRE6] a picture of %d x %d", async (width, height) => {
      const size = { width: 5, height: 4 };
      for (const scale of [0.1, 0.3, 1, 2.5, 8]) {
        await holds(noise(width, height), [scaleAndShift(scale, 1, 1), turn(scale, 0.5, 2, 1)], size);
      }
    });

    test("[PRE6] faces in a large picture share its levels, in any order", async () => {
      const picture = noise(700, 500);
      const size = { width: 16, height: 16 };
      const some = [turn(0.1, 0.1, -30, -20), turn(0.12, 0, -2, -2), turn(0.24, -0.2, -100, -70)];
      const parts = [...some, turn(0.05, 3, 35, 25)];
      await prepared(picture, async (ready) => {
        for (const part of [...parts, ...parts.toReversed()]) {
          const values = await driver.read(ready.tensor([part], size, plain));
          expect(farthest(values, expected(picture, [part], size, plain))).toBeLessThanOrEqual(1 + rounding);
        }
      });
    });

    test("[PRE9] the parts of a batch are what each is alone, and their order is that of the transforms", async () => {
      const picture = noise(40, 30);
      const size = { width: 8, height: 6 };
      const parts = Array.from({ length: 16 }, (_, i) => turn(0.2 + i / 9, i, i, 8 - i));
      const together = await drawn(picture, parts, size);
      for (const [n, part] of parts.entries()) {
        const alone = await drawn(picture, [part], size);
        expect([...together.subarray(n * alone.length, (n + 1) * alone.length)]).toEqual([...alone]);
      }
    });

    test("[PRE10] a tensor keeps its values while others are drawn, of this picture and of the next", async () => {
      const size = { width: 12, height: 12 };
      const [one, other] = [noise(30, 30), noise(31, 31)];
      await prepared(one, async (ready) => {
        const tensor = ready.tensor([scaleAndShift(1)], size, plain);
        const before = await driver.read(tensor);
        ready.tensor([turn(1, 1, 9, 9)], size, plain);
        await prepared(other, async (next) => driver.read(next.tensor([scaleAndShift(1)], size, plain)));
        await prepared(other, async (next) => driver.read(next.tensor([scaleAndShift(1)], size, plain)));
        expect([...(await driver.read(tensor))]).toEqual([...before]);
      });
    });

    test("[PRE10] parts as pictures stay what they are after the picture is closed", async () => {
      const size = { width: 10, height: 10 };
      const [kept] = await prepared(noise(20, 20), (ready) => ready.pictures([scaleAndShift(0.5)], size));
      const copy = [...kept!.data];
      await prepared(noise(21, 21), (ready) => ready.pictures([scaleAndShift(0.5)], size));
      expect([...kept!.data]).toEqual(copy);
    });

    test("[PRE13] nothing of the picture before is left in the next", async () => {
      const size = { width: 9, height: 9 };
      for (const side of [40, 33, 40, 7]) await holds(noise(side, side), [scaleAndShift(0.2, 1, 1)], size);
    });

    test("[PRE11] a picture in the middle of a larger memory", async () => {
      const { data } = noise(13, 11);
      const memory = new Uint8Array(data.length + 40);
      memory.set(data, 3);
      const picture = { width: 13, height: 11, data: memory.subarray(3, 3 + data.length) };
      await holds(picture, [turn(0.4, 0.2, 1, 1)], { width: 6, height: 6 });
    });

    test("[PRE9] no parts are no pictures", () =>
      prepared(noise(3, 3), async (ready) => {
        expect(await ready.pictures([], { width: 2, height: 2 })).toEqual([]);
      }));

    test("[PRE14] a closed picture draws nothing more; closing it twice is closing it once", async () => {
      const ready = await driver.preprocessor.prepare(noise(5, 5));
      ready.close();
      ready.close();
      const closed = expect.objectContaining({ code: "closed" });
      expect(() => ready.tensor([scaleAndShift(1)], { width: 2, height: 2 }, plain)).toThrow(closed);
      await expect(ready.pictures([scaleAndShift(1)], { width: 2, height: 2 })).rejects.toEqual(closed);
    });

    test("[PRE15] a mirrored part has left and right exchanged, and moves no other part of its batch", async () => {
      const picture = noise(30, 26);
      const size = { width: 9, height: 5 };
      const parts = [turn(0.8, 0.3, 1, 2), turn(0.4, -1, 2, 3)];
      const looks = parts.flatMap((part) => [part, { ...part, mirrored: true }]);
      const values = [...(await drawn(picture, looks, size))];
      const rows = Array.from({ length: values.length / 9 }, (_, row) => values.slice(row * 9, (row + 1) * 9));
      rows.forEach((row, n) => {
        // 3 planes of 5 rows each.
        const isMirrored = Math.floor(n / 15) % 2 === 1;
        if (isMirrored) expect(row).toEqual(rows[n - 15]!.toReversed());
      });
      const pictures = await prepared(picture, (ready) => ready.pictures(looks, size));
      const red = ({ data }: Picture, x: number, y: number) => data[(y * 9 + x) * 4];
      for (let x = 0; x < 9; x++) expect(red(pictures[1]!, x, 3)).toBe(red(pictures[0]!, 8 - x, 3));
    });
  });
}
