import { beforeAll, expect, test } from "vitest";
import { logHeadType } from "../device/log-head.ts";
import { receiptFormat, receiptType, type ReceiptClaims } from "../device/receipt.ts";
import { testHost, type TestHost } from "./host.fixture.ts";
import { readReceipt } from "./receipts.ts";

const claims: ReceiptClaims = {
  format: receiptFormat,
  iss: "urn:test",
  jti: "receipt-1",
  iat: 1,
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  templates: 2,
  log: { sequence: 7, hash: "a".repeat(64) },
};

let host: TestHost;
let receipt: string;
beforeAll(async () => {
  host = await testHost();
  receipt = await host.sign(claims, receiptType);
});

test("[ERA2] a receipt says whose templates are gone, to who has the host's keys", async () => {
  expect(await readReceipt(receipt, host.keys)).toEqual(claims);
  const later = { keys: [...(await testHost()).keys.keys, ...host.keys.keys] };
  expect(await readReceipt(receipt, later)).toEqual(claims);
});

test("[ERA2] nothing else is one", async () => {
  const [head, body, signature] = receipt.split(".") as [string, string, string];
  const more = Buffer.from(JSON.stringify({ ...claims, templates: 20 })).toString("base64url");
  const none = [
    "",
    "receipt",
    `${head}.${more}.${signature}`,
    `${head}.${body}.`,
    `${head}.${body}.${"A".repeat(86)}`,
    await host.sign(claims, logHeadType),
    await host.sign({ ...claims, format: "likeness-receipt/2" }, receiptType),
    await (await testHost()).sign(claims, receiptType),
  ];
  for (const token of none) {
    await expect(readReceipt(token, host.keys)).rejects.toMatchObject({ code: "receipt_invalid" });
  }
  await expect(readReceipt(receipt, { keys: [] })).rejects.toMatchObject({ code: "receipt_invalid" });
});
