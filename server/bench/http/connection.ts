import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly milliseconds: number;
}

/**
 * A connection that is kept, with one request under way at most. As little as can be: what asks takes processor time from
 * what answers, on the same machine.
 */
export class Connection {
  readonly #socket: Socket;
  #resolve: ((answer: Answer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  #begun = 0;
  #status = 0;
  /** Of the body, that are still to come; undefined: the head is. */
  #left: number | undefined;
  #head = "";

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (bytes) => this.#take(bytes));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  send(request: Uint8Array): Promise<Answer> {
    this.#begun = performance.now();
    this.#left = undefined;
    this.#head = "";
    return new Promise((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    let body = bytes.length;
    if (this.#left === undefined) {
      this.#head += bytes.toString("latin1");
      const end = this.#head.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head)?.[1];
      if (length === undefined) return this.#fail(new Error("an answer without a length"));
      this.#status = Number(this.#head.slice(9, 12));
      this.#left = Number(length);
      body = this.#head.length - end - 4;
    }
    this.#left -= body;
    if (this.#left > 0) return;
    const resolve = this.#resolve;
    this.#resolve = this.#reject = undefined;
    resolve?.({ status: this.#status, milliseconds: performance.now() - this.#begun });
  }

  #fail(error: Error): void {
    const reject = this.#reject;
    this.#resolve = this.#reject = undefined;
    reject?.(error);
  }
}
