import fc, { type Arbitrary } from "fast-check";
import {
  idempotencyHeader,
  newDeviceHeader,
  openApiDocument,
  type OperationName,
  paths,
  proofHeader,
  type SubjectAddress,
  ticketHeader,
} from "@likeness/sdk/contract";
import { encodeTemplate, templateEncodings, toBase64Url, type Template } from "@likeness/sdk/core";
import { anything, bytes, spoilt, write } from "./hostile.ts";
import { type Named, type Schema, valid } from "./valid.ts";

/** A call as it is to be sent; what has to be made anew for each call is named, and made when it is sent. */
export interface FuzzCall {
  /** None: by its method it is another's, or nobody's. */
  readonly operation: OperationName | undefined;
  readonly method: string;
  /** As it goes over the wire, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Whose key the call bears; none: what the headers say. */
  readonly key: "secret" | "publishable" | undefined;
  /** What is made right, for the subject that is enrolled: a proof, a new device's, a ticket, its present version. */
  readonly evidence: readonly Kind[];
}

interface Documented {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly "application/json"?: { readonly schema: Schema } } };
}

const document = openApiDocument();

/** Stands in a path for the device that the subject has when the call is made. */
export const registeredDevice = "the-registered-device";

/** P-256's generator (FIPS 186-5, NIST SP 800-186): a point that every host takes for a key. */
const generator = {
  kty: "EC",
  crv: "P-256",
  x: "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
  y: "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
};

/**
 * Every call there could be of an operation: right, wrong in one place, and wrong altogether.
 *
 * @param address of the subject that is enrolled
 */
export function callsOf(
  operation: OperationName,
  templates: readonly Template[],
  address: SubjectAddress,
): Arbitrary<FuzzCall> {
  const { method, path } = paths[operation];
  const { parameters = [], requestBody } = (document.paths as Record<string, Record<string, Documented>>)[path]![
    method
  ]!;
  const named: Named = {
    schemas: document.components!.schemas as Record<string, Schema>,
    known: { Template: encoded(templates), PublicKey: fc.constant(generator) },
  };
  const schema = requestBody?.content["application/json"]?.schema;
  return fc
    .record({
      method: seldom(fc.constant(method.toUpperCase()), fc.constantFrom("PUT", "PATCH", "GET", "POST", "DELETE")),
      path: pathOf(path, parameters, named, { ...address, device: registeredDevice }),
      query: queryOf(parameters, named),
      headers: fc.oneof(
        headersOf(schema !== undefined),
        fc.constant(schema ? { "Content-Type": "application/json" } : {}),
      ),
      address: fc.ipV4(),
      body: schema ? bodyOf(schema, named) : rarely(fc.constant(undefined), fc.uint8Array({ maxLength: 50 }).map(own)),
      key: seldom<FuzzCall["key"]>(fc.constantFrom("secret", "publishable"), fc.constant(undefined)),
      evidence: seldom(fc.subarray(evidenceIn(parameters)), fc.subarray(evidence)),
    })
    .map(({ path, query, body, method, headers, address, ...call }) => ({
      ...call,
      // From everywhere, so that what has no key is not all of one address.
      headers: { "CF-Connecting-IP": address, ...headers },
      operation: method === paths[operation].method.toUpperCase() ? operation : undefined,
      method,
      path: path + query,
      body: method === "GET" ? undefined : body,
    }));
}

type Kind = "proof" | "newDevice" | "ticket" | "ifMatch";
const evidence: Kind[] = ["proof", "newDevice", "ticket", "ifMatch"];

/** What an operation takes. */
function evidenceIn(parameters: Documented["parameters"] & {}): Kind[] {
  const headers = { proof: proofHeader, newDevice: newDeviceHeader, ticket: ticketHeader, ifMatch: "If-Match" };
  return evidence.filter((one) => parameters.some(({ name }) => name === headers[one].toLowerCase()));
}

const own = (bytes: Uint8Array) => Uint8Array.from(bytes) as Uint8Array<ArrayBuffer>;

function rarely<Value>(usual: Arbitrary<Value>, other: Arbitrary<Value>): Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: other });
}

function seldom<Value>(usual: Arbitrary<Value>, other: Arbitrary<Value>): Arbitrary<Value> {
  return fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: other });
}

function encoded(templates: readonly Template[]): Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...templates), fc.constantFrom(...templateEncodings))
    .map(([template, encoding]) => encodeTemplate(template, encoding));
}

function bodyOf(schema: Schema, named: Named): Arbitrary<Uint8Array<ArrayBuffer> | undefined> {
  const right = valid(schema, named);
  const value = fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 6, arbitrary: right.chain(spoilt) },
    { weight: 1, arbitrary: anything },
  );
  return rarely<Uint8Array<ArrayBuffer> | undefined>(value.map(write).chain(bytes), fc.constant(undefined));
}

const hostileSegments = [
  "",
  "%",
  "%00",
  "%2e%2e",
  "%2f",
  "a%2fb",
  "%ff",
  "%ed%a0%80",
  "@verify",
  "ada@",
  ":verify",
  "ada:forget",
  "a:b:verify",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "-x",
  ".",
  "x".repeat(129),
  "x".repeat(4_000),
  "%C3%A9",
  "a%20b",
  "*",
  "~",
  "0",
];

function pathOf(
  path: string,
  parameters: Documented["parameters"] & {},
  named: Named,
  known: Readonly<Record<string, string>>,
): Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const values = names.map((name) => {
    const { schema } = parameters.find((parameter) => parameter.name === name)!;
    const right = valid(schema, named) as Arbitrary<string>;
    return fc.oneof(
      { weight: 40, arbitrary: known[name] === undefined ? right : fc.constant(known[name]) },
      { weight: 2, arbitrary: right },
      { weight: 1, arbitrary: fc.constantFrom(...hostileSegments) },
      {
        weight: 1,
        arbitrary: fc.string({ unit: "binary", maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
      },
    );
  });
  return fc
    .tuple(...values)
    .map((filled) => names.reduce((text, name, i) => text.replace(`{${name}}`, () => filled[i]!), path));
}

function queryOf(parameters: Documented["parameters"] & {}, named: Named): Arbitrary<string> {
  const fields = parameters.filter((parameter) => parameter.in === "query");
  const wild = fc.constantFrom(
    "",
    "1e309",
    "-1",
    "NaN",
    "0x10",
    "%00",
    "%",
    "9".repeat(40),
    "1.5",
    "null",
    "__proto__",
  );
  const pair = fc.oneof(
    ...fields.map(({ name, schema }) => fc.tuple(fc.constant(name), valid(schema, named).map(String))),
    ...fields.map(({ name }) => fc.tuple(fc.constant(name), wild)),
    fc.tuple(fc.constantFrom("__proto__", "constructor", "extra", "cursor", "limit", "%"), wild),
  );
  const some = fc
    .array(pair, { minLength: 1, maxLength: 4 })
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`);
  return fields.length > 0 ? fc.oneof(some, fc.constant("")) : rarely(fc.constant(""), some);
}

const latin = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});

/** Of what carries evidence: things that look like it. */
const wrongProof = fc
  .record(
    {
      kind: fc.constantFrom("key", "passkey", "other", null),
      nonce: fc.oneof(latin, fc.constant("A".repeat(60))),
      device: latin,
      signature: fc.oneof(latin, fc.constant("A".repeat(86))),
      publicKey: fc.constantFrom({ kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) }, {}, null),
      authenticatorData: fc.oneof(latin, fc.uint8Array({ maxLength: 200 }).map(toBase64Url)),
      clientDataJSON: fc.oneof(
        latin,
        fc.json().map((text) => toBase64Url(new TextEncoder().encode(text))),
      ),
      attestationObject: fc.uint8Array({ maxLength: 200 }).map(toBase64Url),
      label: fc.constantFrom("phone", "x".repeat(65), 1),
    },
    { requiredKeys: [] },
  )
  .chain((proof) => fc.oneof(fc.constant(proof), spoilt(proof)))
  .map((value) => toBase64Url(new TextEncoder().encode(write(value))));

const wrongTicket = fc
  .tuple(fc.json(), fc.json(), latin)
  .map((parts) => parts.map((part) => toBase64Url(new TextEncoder().encode(part))).join("."));

function headersOf(hasBody: boolean): Arbitrary<Record<string, string>> {
  const maybe = (value: Arbitrary<string>) => rarely(fc.constant<string | undefined>(undefined), value);
  return fc
    .record({
      Authorization: maybe(
        fc.oneof(
          latin,
          latin.map((key) => `Bearer ${key}`),
          fc.constantFrom("", "Bearer", "Basic eDp5"),
        ),
      ),
      "Content-Type": rarely<string | undefined>(
        fc.constant(hasBody ? "application/json" : undefined),
        fc.constantFrom(
          "text/plain",
          "application/json; charset=utf-16",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "",
        ),
      ),
      [idempotencyHeader]: maybe(fc.oneof(latin, fc.constantFrom("same", "x".repeat(256)))),
      [proofHeader]: maybe(fc.oneof(wrongProof, latin)),
      [newDeviceHeader]: maybe(fc.oneof(wrongProof, latin)),
      [ticketHeader]: maybe(fc.oneof(wrongTicket, latin, fc.constant("a.b.c"))),
      "If-Match": maybe(fc.constantFrom("*", '"v"', 'W/"v"', '"', '"a", "b"', "v")),
      Origin: maybe(fc.constantFrom("null", "http://page.test", "http://elsewhere.test")),
      "X-Request-Id": maybe(fc.oneof(latin, fc.constant("x".repeat(500)))),
      "CF-Connecting-IP": maybe(fc.constantFrom("::1", "1.2.3.4", "not an address", "::ffff:1.2.3.4")),
    })
    .map((headers) =>
      Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    );
}
