import { createServer, type Server } from "node:http";
import type { Metrics } from "./metrics.ts";

/** A socket of its own, so that what is open to callers never has them. @returns once it listens */
export function serveMetrics(
  metrics: Metrics,
  { port, hostname }: { readonly port: number; readonly hostname: string },
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { "Content-Type": metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve(server));
  });
}
