import type { IncomingMessage } from "node:http";

/** Bytes that Lambda carries each way. */
export const largest = 6 * 1024 * 1024;

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
