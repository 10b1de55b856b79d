import { expect, test } from "vitest";
import { createErasures, type ErasedSubject } from "./erasures.ts";
import { inObject } from "./object.fixture.ts";

const erased = (sequence: number): ErasedSubject => ({
  templates: 2,
  log: { sequence, hash: `${sequence}`.padStart(64, "0") },
});

test("[ERA1] what was erased is told until it was answered, evicted in between or not", async () => {
  await inObject(({ sql, evict, tables }) => {
    const erasures = createErasures(sql);
    expect(erasures.untold()).toBeUndefined();
    expect(tables()).toEqual([]);
    erasures.keep(erased(3));
    evict();
    expect(erasures.untold()).toEqual(erased(3));
    erasures.told(erased(3));
    expect(erasures.untold()).toBeUndefined();
  });
});

test("[ERA1] an erasure that came after it is not told with it", async () => {
  await inObject(({ sql }) => {
    const erasures = createErasures(sql);
    erasures.keep(erased(3));
    erasures.keep(erased(5));
    erasures.told(erased(3));
    expect(erasures.untold()).toEqual(erased(5));
  });
});
