import { beforeEach, describe, expect, test } from "vitest";
import { encodeTemplate, problems, toBase64Url, type ProblemCode } from "@likeness/sdk/core";
import type { ProblemBody } from "@likeness/sdk/contract";
import type { HostUnderTest } from "./host.ts";
import { keys } from "../fixtures/keys.ts";
import { view } from "./people.ts";

const good = () => encodeTemplate(view(40, 0));
const floats = (values: ArrayLike<number>) => toBase64Url(new Uint8Array(Float32Array.from(values).buffer));
const ones = Array.from({ length: 128 }, () => 1);

/** Templates that are none, and what is said of each. */
const badTemplates: [what: string, code: ProblemCode, template: () => unknown][] = [
  ["of the wrong length", "template_length", () => ({ ...good(), data: floats(ones.slice(1)) })],
  ["that is empty", "template_length", () => ({ ...good(), data: "" })],
  ["with NaN", "template_not_finite", () => ({ ...good(), data: floats(ones.with(5, NaN)) })],
  ["with an infinite value", "template_not_finite", () => ({ ...good(), data: floats(ones.with(5, -Infinity)) })],
  ["of zeros", "template_zero", () => ({ ...good(), data: floats(ones.fill(0).slice()) })],
  ["that is not base64url", "template_malformed", () => ({ ...good(), data: "!".repeat(683) })],
  ["of a model nobody knows", "unknown_model", () => ({ ...good(), modelId: "other-net@0000000000000000" })],
  ["in an unknown encoding", "invalid_request", () => ({ ...good(), encoding: "f64" })],
  ["that is a list of numbers", "invalid_request", () => ones],
];

const badKeys: [what: string, code: ProblemCode, authorization: string | undefined][] = [
  ["no API key", "key_missing", undefined],
  ["another scheme", "key_missing", "Basic dGVzdA=="],
  ["a wrong API key", "key_unknown", "Bearer not-a-key"],
];

export function badInput(host: () => HostUnderTest): void {
  describe("bad input", () => {
    const subject = "careful";
    let address: { collection: string; subject: string };
    let path: string;

    beforeEach(async () => {
      const { client, collection } = host();
      address = { collection: `${collection}-bad`, subject };
      path = `/v1/collections/${address.collection}`;
      await client(keys.plain).enrol(address, view(40, 0), { idempotencyKey: "the one that stays" });
    });

    const post = (to: string, body: BodyInit, headers: Record<string, string> = {}) =>
      host().fetch(host().endpoint + to, {
        method: "POST",
        body,
        headers: { authorization: `Bearer ${keys.plain}`, "content-type": "application/json", ...headers },
      });

    /** The problem is the one that was meant, well-formed; and what was stored is still all that is stored. */
    async function refuses(response: Response, code: ProblemCode): Promise<void> {
      const body = (await response.json()) as ProblemBody;
      expect(body).toMatchObject({ code, status: problems[code].status, title: problems[code].title });
      expect(response.status).toBe(problems[code].status);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(body.requestId).toBe(response.headers.get("x-request-id"));
      const acme = host().client(keys.plain);
      expect((await acme.read(address)).templates).toHaveLength(1);
      expect(await acme.verify(address, view(40, 1))).toMatchObject({ match: true });
    }

    test.for(badTemplates)("a template %s is refused: %s", async ([, code, template]) => {
      await refuses(await post(`${path}/subjects/${subject}/templates`, JSON.stringify({ template: template() })), code);
      await refuses(await post(`${path}/subjects/${subject}:verify`, JSON.stringify({ probe: template() })), code);
      await refuses(await post(`${path}:identify`, JSON.stringify({ probe: template() })), code);
    });

    test.for(badKeys)("%s is refused: %s", async ([, code, authorization]) => {
      const { fetch, endpoint } = host();
      const headers = authorization === undefined ? undefined : { authorization };
      for (const method of ["GET", "DELETE"]) {
        await refuses(await fetch(`${endpoint}${path}/subjects/${subject}`, { method, ...(headers && { headers }) }), code);
      }
      await refuses(await fetch(`${endpoint}${path}:identify`, { method: "POST", ...(headers && { headers }) }), code);
    });

    test("a body that is not JSON is refused", async () => {
      await refuses(await post(`${path}/subjects/${subject}/templates`, '{"template": '), "bad_json");
      await refuses(await post(`${path}/subjects/${subject}:verify`, "f".repeat(100)), "bad_json");
    });

    test("a body of another media type is refused", async () => {
      const body = JSON.stringify({ template: good() });
      const type = { "content-type": "text/plain" };
      await refuses(await post(`${path}/subjects/${subject}/templates`, body, type), "unsupported_media_type");
    });

    test("a body over its limit is refused", async () => {
      const body = JSON.stringify({ template: good(), padding: "x".repeat(20_000) });
      await refuses(await post(`${path}/subjects/${subject}/templates`, body), "body_too_large");
    });

    test("what the contract does not know is refused, by name", async () => {
      const response = await post(`${path}:identify`, JSON.stringify({ probe: good(), limit: 3 }));
      expect(((await response.clone().json()) as ProblemBody).detail).toContain("limit");
      await refuses(response, "invalid_request");
      const out = await post(`${path}:identify`, JSON.stringify({ probe: good(), maxCandidates: 1e6 }));
      expect(((await out.clone().json()) as ProblemBody).detail).toContain("maxCandidates");
      await refuses(out, "invalid_request");
    });

    test("a subject or a collection with a name that is none is refused", async () => {
      const body = JSON.stringify({ template: good() });
      await refuses(await post(`${path}/subjects/${encodeURIComponent("a/b")}/templates`, body), "invalid_request");
      await refuses(await post(`/v1/collections/-x/subjects/a/templates`, body), "invalid_request");
    });

    test("a route that is none is refused", async () => {
      await refuses(await post(`${path}/subjects/${subject}:forget`, "{}"), "not_found");
    });
  });
}
