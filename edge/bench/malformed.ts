import { type Figure, type Measured, quantile, table } from "@likeness/bench";
import { fillPath } from "@likeness/sdk/contract";
import { encodeTemplate, toBase64Url } from "@likeness/sdk/core";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../../test/fixtures/templates.ts";
import { codeOf } from "./attacks/tally.ts";
import { connect, enrol, newCredentials, nonceFor, startEdge, verification, withKey } from "./under-test/index.ts";

const times = 500;
const warmUp = 50;
/** Milliseconds, of the slowest in a hundred. */
const goal = 5;

const right = encodeTemplate(viewOf(card.modelId, 1, 0));
const floats = (values: ArrayLike<number>) => toBase64Url(new Uint8Array(Float32Array.from(values).buffer));
const ones = Array.from({ length: card.dimension }, () => 1);
const text = (value: unknown) => JSON.stringify({ probe: value });

/** Bodies with a vector that is none, each with what has to be said of it. */
const kinds: Readonly<Record<string, readonly [body: string, code: string]>> = {
  "a value too few": [text({ ...right, data: floats(ones.slice(1)) }), "template_length"],
  "no value": [text({ ...right, data: "" }), "template_length"],
  "as many as fit into the field": [text({ ...right, data: "A".repeat(12_000) }), "template_length"],
  "more than fit into the field": [text({ ...right, data: "A".repeat(12_001) }), "invalid_request"],
  "not a number": [text({ ...right, data: floats(ones.with(5, NaN)) }), "template_not_finite"],
  infinite: [text({ ...right, data: floats(ones.with(127, -Infinity)) }), "template_not_finite"],
  zeros: [text({ ...right, data: floats(ones.map(() => 0)) }), "template_zero"],
  "no base64url": [text({ ...right, data: "!".repeat(683) }), "template_malformed"],
  "of another encoding": [text({ ...right, encoding: "f64" }), "invalid_request"],
  "of an unknown model": [text({ ...right, modelId: "other-net@0000000000000000" }), "unknown_model"],
  "a list of numbers": [text(ones), "invalid_request"],
  "a list of lists, a thousand deep": [`{"probe":${"[".repeat(1_000)}${"]".repeat(1_000)}}`, "invalid_request"],
  "cut off": [text(right).slice(0, 300), "bad_json"],
  "no UTF-8": [text(right).replace("f32", "\u{ff}"), "bad_json"],
  "over the limit of a body": [text(right).padEnd(17_000), "body_too_large"],
};

/** How soon a vector that is none is refused: it must not be a way to keep the worker busy. */
export async function measure(): Promise<Measured> {
  const credentials = await newCredentials();
  const worker = await startEdge({ credentials });
  try {
    const to = connect(worker.endpoint, 1);
    const address = { collection: "malformed", subject: "ada" };
    const who = await enrol(to, credentials, address, viewOf(card.modelId, 1, 0));
    const figures: Figure[] = [];
    const rows: (string | number)[][] = [];
    const health = { method: "GET", path: "/v1/health", headers: {}, body: Buffer.alloc(0) };
    const idle: number[] = [];
    for (const [kind, [body, code]] of Object.entries(kinds)) {
      // Signed as everything is that a device sends, over another body: what is malformed is looked at before.
      const nonce = await nonceFor(to, credentials.own.publishable, address);
      const signed = verification(who, credentials.own.publishable, viewOf(card.modelId, 1, 1), nonce);
      const encoded = Buffer.from(body, kind === "no UTF-8" ? "latin1" : "utf8");
      const request = {
        ...signed,
        path: fillPath("verify", address),
        headers: { ...signed.headers, ...withKey(credentials.own.publishable) },
        body: encoded,
      };
      const taken: number[] = [];
      for (let i = 0; i < warmUp + times; i++) {
        const answer = await to.send(request);
        if (codeOf(answer.text) !== code)
          throw new Error(`${kind}: ${answer.status} ${answer.text}, where ${code} was to come`);
        if (i >= warmUp) taken.push(answer.milliseconds);
        // In between, so that what the machine does besides is seen in both.
        idle.push((await to.send(health)).milliseconds);
      }
      const [middle, slow] = [quantile(taken, 0.5), quantile(taken, 0.99)];
      figures.push({ name: `${kind}: p50`, value: middle, unit: "ms" });
      figures.push({ name: `${kind}: p99, at most`, value: slow, unit: "ms", goal, met: slow < goal });
      rows.push([kind, code, middle.toFixed(2), slow.toFixed(2)]);
    }
    const [middle, slow] = [quantile(idle, 0.5), quantile(idle, 0.99)];
    figures.push({ name: "beside it, a route that does nothing: p50", value: middle, unit: "ms" });
    figures.push({ name: "beside it, a route that does nothing: p99", value: slow, unit: "ms" });
    rows.push(["beside it, a route that does nothing", "health", middle.toFixed(2), slow.toFixed(2)]);
    to.close();
    return { name: "edge-malformed", figures, tables: [table(["vector", "answer", "p50, ms", "p99, ms"], rows)] };
  } finally {
    await worker.stop();
  }
}
