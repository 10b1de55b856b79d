import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { leaving } from "./leaving.ts";

async function listening() {
  const begun: ServerResponse[] = [];
  const server = createServer((_, response) => void begun.push(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = () => fetch(url).then((response) => response.text());
  const arrived = async () => {
    while (begun.length === 0) await new Promise(setImmediate);
    return begun[0]!;
  };
  return { server, call, arrived };
}

test("[ADM3] what was begun is answered, nothing new is taken, and readiness says so", async () => {
  const { server, call, arrived } = await listening();
  const departure = leaving();
  expect(departure.problem()).toBeUndefined();
  const begun = call();
  const response = await arrived();
  const left = departure.leave(server, 60);
  expect(departure.problem()).toMatchObject({ status: 503, code: "overloaded" });
  await expect(call()).rejects.toThrow();
  response.end("answered");
  expect(await begun).toBe("answered");
  await left;
});

test("[ADM3] who takes longer than there is time is cut off", async () => {
  const { server, call, arrived } = await listening();
  const begun = call().catch((error: Error) => error.name);
  await arrived();
  await leaving().leave(server, 0.02);
  expect(await begun).toBe("TypeError");
});
