import net from "node:net";
import type { Prepared } from "./prepared.ts";

/** Sends a request's head and the first bytes of its body, and is gone. What was answered by then is not looked at. */
export function sendCutOff(endpoint: string, { method, path, headers, body }: Prepared, bytes: number): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  const lines = Object.entries({ Host: `${hostname}:${port}`, ...headers, "Content-Length": String(body.length) });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""].join(
    "\r\n",
  );
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, bytes)]), () => socket.destroy());
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}
