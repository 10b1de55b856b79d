import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gate } from "./gate.ts";

const unsignalled = () => undefined;
const settled = async (promise: Promise<unknown>) => {
  const pending = Symbol("pending");
  const first = await Promise.race([promise.catch((error: unknown) => error), Promise.resolve(pending)]);
  return first === pending ? "waiting" : first;
};

/** A gate by a clock that goes when it is told to. */
function timedGate(options: { atOnce: number; patience: number; mostWaiting: number }) {
  let time = 0;
  return { ...options, gate: gate({ ...options, clock: () => time }), pass: (ms: number) => (time += ms) };
}

describe("[ADM1] a gate", () => {
  test("lets in as many as it is to, and the next when one leaves, in their order", async () => {
    const { gate: door } = timedGate({ atOnce: 2, patience: 100, mostWaiting: 10 });
    const [leave] = [await door.enter(unsignalled), await door.enter(unsignalled)];
    const [third, fourth] = [door.enter(unsignalled), door.enter(unsignalled)];
    expect([door.running, door.waiting]).toEqual([2, 2]);
    leave();
    expect(await settled(fourth)).toBe("waiting");
    (await third)();
    await fourth;
    expect([door.running, door.waiting]).toEqual([2, 0]);
  });

  test("leaving twice lets in no more than one", async () => {
    const { gate: door } = timedGate({ atOnce: 1, patience: 100, mostWaiting: 10 });
    const leave = await door.enter(unsignalled);
    const waiting = [door.enter(unsignalled), door.enter(unsignalled)];
    leave();
    leave();
    await waiting[0];
    expect([door.running, door.waiting]).toEqual([1, 1]);
  });

  test("refuses at once whoever would have to wait for too long, by the pace of those before", async () => {
    const { gate: door, pass } = timedGate({ atOnce: 1, patience: 100, mostWaiting: 50 });
    let leave = await door.enter(unsignalled);
    const line = Array.from({ length: 20 }, () => door.enter(unsignalled));
    // Twenty milliseconds each, and so ten of them to know it.
    for (const next of line.slice(0, 10)) {
      pass(20);
      leave();
      leave = await next;
    }
    expect(door.waiting).toBe(10);
    await expect(door.enter(unsignalled)).rejects.toMatchObject({ code: "overloaded", status: 503, retryAfter: 1 });
    for (const next of line.slice(10, 16)) {
      pass(20);
      leave();
      leave = await next;
    }
    expect(door.waiting).toBe(4);
    expect(await settled(door.enter(unsignalled))).toBe("waiting");
    await expect(door.enter(unsignalled)).rejects.toMatchObject({ code: "overloaded" });
  });

  test("before it knows the pace, lets so many wait", async () => {
    const { gate: door } = timedGate({ atOnce: 1, patience: 100, mostWaiting: 3 });
    await door.enter(unsignalled);
    for (let n = 0; n < 3; n++) void door.enter(unsignalled);
    await expect(door.enter(unsignalled)).rejects.toMatchObject({ code: "overloaded" });
  });

  test("never has more under way than it is to, and forgets nobody", async () => {
    const step = fc.record({ arrive: fc.boolean(), which: fc.nat(20), passes: fc.nat(40), givesUp: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), async (atOnce, steps) => {
        const { gate: door, pass } = timedGate({ atOnce, patience: 200, mostWaiting: 5 });
        const inside: (() => void)[] = [];
        const controllers: AbortController[] = [];
        let [arrived, ended, underWay] = [0, 0, 0];
        for (const { arrive, which, passes, givesUp } of steps) {
          pass(passes);
          if (arrive) {
            const controller = new AbortController();
            controllers.push(controller);
            arrived++;
            door
              .enter(() => controller.signal)
              .then(
                (leave) => {
                  underWay++;
                  expect(underWay).toBeLessThanOrEqual(atOnce);
                  inside.push(() => {
                    underWay--;
                    ended++;
                    leave();
                  });
                },
                () => ended++,
              );
          } else if (givesUp && controllers.length > 0) controllers[which % controllers.length]!.abort();
          else inside.splice(which % Math.max(1, inside.length), 1)[0]?.();
          await new Promise(setImmediate);
        }
        for (; inside.length > 0; await new Promise(setImmediate)) inside.shift()!();
        expect([ended, door.running, door.waiting]).toEqual([arrived, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

test("[ADM2] whoever does not wait any more is not let in, and is told why", async () => {
  const { gate: door } = timedGate({ atOnce: 1, patience: 100, mostWaiting: 3 });
  const leave = await door.enter(unsignalled);
  const controller = new AbortController();
  const waiting = door.enter(() => controller.signal);
  const behind = door.enter(unsignalled);
  controller.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  leave();
  await behind;
  expect([door.running, door.waiting]).toEqual([1, 0]);
  await expect(door.enter(() => AbortSignal.abort(new Error("gone before")))).rejects.toThrow("gone before");
});
