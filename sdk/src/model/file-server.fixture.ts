// Test support: a real HTTP server of a few files, with ranges, that can fail in the ways that servers and lines do.

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedFile {
  bytes: Uint8Array;
  etag?: string;
  lastModified?: string;
  type?: string;
}

/** What goes wrong with one request. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number }
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: "cut"; readonly after: number }
  /** Bytes come, then nothing more, and the connection stays. */
  | { readonly kind: "stall"; readonly after: number }
  /** Takes no notice of ranges. */
  | { readonly kind: "whole" };

export interface FileServer {
  readonly url: URL;
  readonly files: Map<string, ServedFile>;
  /** What goes wrong with the next requests for a path, in turn. */
  readonly faults: Map<string, Fault[]>;
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Without it connections are refused. */
  stop(): Promise<void>;
}

export async function fileServer(): Promise<FileServer> {
  const files = new Map<string, ServedFile>();
  const faults = new Map<string, Fault[]>();
  const requests: FileServer["requests"] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url!, "http://any").pathname;
    requests.push({ path, headers: request.headers });
    answer(files.get(path), faults.get(path)?.shift(), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    files,
    faults,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  file: ServedFile | undefined,
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (fault?.kind === "status") {
    response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) });
    response.end();
    return;
  }
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  const { bytes, etag, lastModified, type = "application/octet-stream" } = file;
  response.setHeader("Content-Type", type);
  if (etag) response.setHeader("ETag", etag);
  if (lastModified) response.setHeader("Last-Modified", lastModified);
  const condition = request.headers["if-range"];
  const isSame = condition === undefined || condition === etag || condition === lastModified;
  const from = fault?.kind !== "whole" && isSame ? rangeStart(request) : undefined;
  if (from !== undefined && from >= bytes.length) {
    response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(from ?? 0);
  if (from !== undefined) response.setHeader("Content-Range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  response.writeHead(from === undefined ? 200 : 206, { "Content-Length": body.length });
  if (fault?.kind === "cut" || fault?.kind === "stall") {
    response.write(body.subarray(0, fault.after), () => {
      // A moment, so that what was sent is read before the connection goes.
      if (fault.kind === "cut") setTimeout(() => response.destroy(), 20);
    });
    return;
  }
  response.end(body);
}

function rangeStart({ headers }: IncomingMessage): number | undefined {
  const match = /^bytes=(\d+)-$/.exec(headers.range ?? "");
  return match ? Number(match[1]) : undefined;
}
