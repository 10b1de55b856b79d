import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseSigningKeys, parseKeyRing } from "@likeness/sdk/host";
import { parseLinkKeys } from "@likeness/sdk/link";
import type { EmbedderCard } from "@likeness/sdk/core";

const items = (list: string) =>
  list
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

const environment = z.object({
  LIKENESS_HOST: z.string().default("127.0.0.1"),
  LIKENESS_PORT: z.coerce.number().int().min(0).max(65535).default(8788),
  LIKENESS_DATA: z.string().default(".likeness/server.sqlite").describe("the store's file"),
  LIKENESS_INDEX: z.enum(["faiss", "scan", "flat"]).default("faiss").describe("what searches"),
  LIKENESS_CODES: z.enum(["f32", "f16", "i8"]).default("i8").describe("what a search reads first: memory for speed"),
  LIKENESS_THREADS: z.coerce.number().int().min(1).max(256).optional().describe("that work on one search: one a core"),
  LIKENESS_DEVICE: z.coerce.number().int().min(0).max(63).optional().describe("of CUDA, for short cuts: in memory"),
  LIKENESS_GRACE: z.coerce.number().min(0).max(3_600).default(10).describe("seconds in which calls may end at a stop"),
  LIKENESS_TEND: z.coerce.number().min(0.1).max(3_600).default(60).describe("seconds between looks at what to save"),
  LIKENESS_METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe("where Prometheus finds metrics; none: nowhere"),
  LIKENESS_METRICS_HOST: z
    .string()
    .default("127.0.0.1")
    .describe("metrics tell how many are enrolled: keep them inside"),
  LIKENESS_ORIGINS: z
    .string()
    .default("")
    .transform((list) => items(list).map((origin) => origin.replace(/\/$/, ""))),
  LIKENESS_KEYS: z
    .string()
    .describe('JSON: {"<SHA-256 of a key, hex>": {"kind": "secret", "tenant": "acme", "scores": false}}'),
  LIKENESS_LINKS: z
    .string()
    .default("{}")
    .describe('what workers sign with, JSON: {"<key id>": {"tenant": "acme", "secret": "<32 bytes, base64url>"}}'),
  LIKENESS_SIGNING_KEY: z
    .string()
    .optional()
    .describe("a private JWK on P-256, or a set of which the first signs: lets devices verify offline"),
  LIKENESS_CARDS: z
    .string()
    .transform(items)
    .pipe(z.array(z.string()).min(1))
    .describe("embedding model cards, by path"),
});

/** The server's settings, from its environment. Throws one error that names everything wrong with them. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const read = environment.safeParse(env);
  if (!read.success) throw new Error(`the environment is not right:\n${z.prettifyError(read.error)}`);
  const { data } = read;
  return {
    hostname: data.LIKENESS_HOST,
    port: data.LIKENESS_PORT,
    storeFile: data.LIKENESS_DATA,
    engine: data.LIKENESS_INDEX,
    codes: data.LIKENESS_CODES,
    ...(data.LIKENESS_THREADS !== undefined && { threads: data.LIKENESS_THREADS }),
    ...(data.LIKENESS_DEVICE !== undefined && { device: data.LIKENESS_DEVICE }),
    tendSeconds: data.LIKENESS_TEND,
    graceSeconds: data.LIKENESS_GRACE,
    metrics:
      data.LIKENESS_METRICS_PORT === undefined
        ? undefined
        : { port: data.LIKENESS_METRICS_PORT, hostname: data.LIKENESS_METRICS_HOST },
    origins: data.LIKENESS_ORIGINS,
    keys: parseKeyRing(data.LIKENESS_KEYS),
    links: parseLinkKeys(data.LIKENESS_LINKS),
    signingKeys: data.LIKENESS_SIGNING_KEY ? parseSigningKeys(data.LIKENESS_SIGNING_KEY) : undefined,
    cards: data.LIKENESS_CARDS.map(readCard),
  };
}

function readCard(path: string): EmbedderCard {
  const card = JSON.parse(readFileSync(path, "utf8")) as EmbedderCard;
  if (card.format !== "likeness-card/1" || card.task !== "embed") {
    throw new Error(`${path} is not the card of an embedding model`);
  }
  return card;
}
