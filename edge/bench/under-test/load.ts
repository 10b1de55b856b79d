import http from "node:http";
import type { Prepared } from "./prepared.ts";

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** Milliseconds from when it was sent to the end of its answer. */
  readonly milliseconds: number;
}

/** What sending many requests has come to. */
export interface Load {
  /** In the order of the requests. */
  readonly answers: readonly Answer[];
  readonly seconds: number;
  /** Of one processor, by the process that sent: near 1, it was the sender that was measured. */
  readonly sender: number;
}

export interface Connections {
  send(request: Prepared): Promise<Answer>;
  /** Sends all of them, each connection one after another. */
  drive(requests: readonly Prepared[]): Promise<Load>;
  close(): void;
}

/** Connections that are kept alive; as many requests are under way at once. */
export function connect(endpoint: string, count: number): Connections {
  const { hostname, port } = new URL(endpoint);
  const agent = new http.Agent({ keepAlive: true, maxSockets: count });

  const send = ({ method, path, headers, body }: Prepared) =>
    new Promise<Answer>((resolve, reject) => {
      const begun = performance.now();
      const whole = { ...headers, "Content-Length": body.length };
      const request = http.request({ hostname, port, method, path, agent, headers: whole }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            text: Buffer.concat(parts).toString(),
            milliseconds: performance.now() - begun,
          }),
        );
      });
      request.on("error", reject);
      request.end(body);
    });

  return {
    send,
    drive: async (requests) => {
      const answers: Answer[] = Array.from({ length: requests.length });
      let next = 0;
      const processor = process.cpuUsage();
      const begun = performance.now();
      const connection = async () => {
        for (let at = next++; at < requests.length; at = next++) answers[at] = await send(requests[at]!);
      };
      await Promise.all(Array.from({ length: count }, connection));
      const seconds = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(processor);
      return { answers, seconds, sender: (user + system) / 1e6 / seconds };
    },
    close: () => agent.destroy(),
  };
}
