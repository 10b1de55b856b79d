import card from "../../../models/cards/dlib-resnet.json" with { type: "json" };
import { fillPath, type Subject } from "@likeness/sdk/contract";
import { viewOf } from "../../../test/fixtures/templates.ts";
import {
  type Answer,
  type BundleOptions,
  connect,
  type Credentials,
  enrol,
  expectStatus,
  kill,
  moveClock,
  nonceFor,
  noncesFor,
  startEdge,
  verification,
  withKey,
  type WorkerUnderTest,
} from "../under-test/index.ts";
import { codeOf } from "./tally.ts";

export interface Comparisons {
  /** Before the first delay ran out, of 200 that were sent at once, with the worker killed in between. */
  readonly beforeDelay: number;
  /** Of these, those that were answered. */
  readonly answered: number;
  /** What the subject itself says has failed by then. */
  readonly counted: number;
  readonly restarts: number;
  /** Comparisons in all when verifying was disabled, one each thirty seconds. */
  readonly whenDisabled: number;
  /** Within a second of the last attempt. */
  readonly tooEarly: number;
  /** A day after it was disabled, and after a restart. */
  readonly afterDisabled: number;
  /** Whether a secret key has enabled it again. */
  readonly isEnabledAgain: boolean;
}

const restarts = 4;
const atOnce = 50;
const second = 1_000;

/** [ATT1] to [ATT3]: the right key, a stranger's vector, as often and as fast as can be. */
export async function attackWithRestarts(
  credentials: Credentials,
  directory: string,
  change?: BundleOptions["change"],
): Promise<Comparisons> {
  const { publishable, secret } = credentials.own;
  let compared = 0;
  const onLog = (line: string) => {
    if (line.includes(comparing)) compared += 1;
  };
  const told: BundleOptions["change"] = (file, source) => tellOfComparisons(file, change?.(file, source) ?? source);
  const open = () => startEdge({ credentials, directory, watched: true, change: told, onLog });
  const address = { collection: "guessed", subject: "ada" };
  let worker = await open();
  let to = connect(worker.endpoint, atOnce);
  const who = await enrol(to, credentials, address, viewOf(card.modelId, 500, 0));
  const strangers = (nonces: readonly string[]) =>
    nonces.map((nonce, i) => verification(who, publishable, viewOf(card.modelId, 600 + i, 0), nonce));
  const counted = async () => {
    const read = { method: "GET", path: fillPath("read", address), headers: withKey(secret), body: Buffer.alloc(0) };
    const answer = await to.send(read);
    expectStatus(answer, 200);
    return (JSON.parse(answer.text) as Subject).attempts!.failures;
  };
  const restart = async (worker: WorkerUnderTest) => {
    await kill(worker);
    to.close();
    return open();
  };

  let answered = 0;
  for (let round = 0; round < restarts; round++) {
    const requests = strangers(
      await noncesFor(
        to,
        publishable,
        Array.from({ length: atOnce }, () => address),
      ),
    );
    const sent = requests.map((request) => to.send(request).catch(() => undefined));
    // Some have been answered by then, some are under way.
    await Promise.race([sent[round * 5], new Promise((resolve) => setTimeout(resolve, second))]);
    worker = await restart(worker);
    to = connect(worker.endpoint, atOnce);
    answered += (await Promise.all(sent)).filter(isCompared).length;
  }
  const failures = await counted();
  const beforeDelay = compared;

  let ahead = 0;
  let tooEarly = 0;
  const attempt = async () => to.send(strangers([await nonceFor(to, publishable, address)])[0]!);
  for (;;) {
    ahead += 31 * second;
    await moveClock(worker, ahead);
    const answer = await attempt();
    if (codeOf(answer.text) === "attempts_disabled") break;
    if (!isCompared(answer)) throw new Error(`after the delay: ${answer.status} ${answer.text}`);
    if (isCompared(await attempt())) tooEarly += 1;
  }

  const whenDisabled = compared;
  let afterDisabled = 0;
  worker = await restart(worker);
  to = connect(worker.endpoint, atOnce);
  for (const days of [0, 1, 30]) {
    await moveClock(worker, ahead + days * 24 * 3600 * second);
    if (isCompared(await attempt())) afterDisabled += 1;
  }
  const enable = { method: "POST", path: fillPath("enable", address), headers: withKey(secret), body: Buffer.alloc(0) };
  expectStatus(await to.send(enable), 200);
  const isEnabledAgain = isCompared(await attempt());
  to.close();
  await worker.stop();
  return {
    beforeDelay,
    answered,
    counted: failures,
    restarts: restarts + 1,
    whenDisabled,
    tooEarly,
    afterDisabled,
    isEnabledAgain,
  };
}

const comparing = "under test: a comparison";

/** Comparisons are counted where they are made: who is refused may have been compared all the same. */
function tellOfComparisons(file: string, source: string): string {
  if (file !== "src/subject/verification.ts") return source;
  const made = "const verification = decideVerification(";
  if (!source.includes(made)) throw new Error(`${file} does not compare where it did`);
  return source.replace(made, `console.log(${JSON.stringify(comparing)});\n${made}`);
}

const isCompared = (answer: Answer | undefined): boolean => answer?.status === 200;
