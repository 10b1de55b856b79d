import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
};

export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * A server of static files, as any host has one.
 *
 * @param folders what is searched for a file, one after the other
 * @param headers of every answer
 */
export async function serveSite(folders: readonly string[], headers: Record<string, string> = {}): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url!, "http://site").pathname);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    for (const folder of folders) {
      const body = await readFile(join(folder, name)).catch(() => undefined);
      if (!body) continue;
      const type = types[extname(name)] ?? "application/octet-stream";
      return response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
    }
    return response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
