import type { IncomingMessage, ServerResponse } from "node:http";

const INDEX = Symbol("pmp-tracing: index");

/**
 * The index of a response is stored on its request: a Set or WeakMap would slow down garbage collection.
 */
interface Running extends IncomingMessage {
  [INDEX]?: number;
}

/** The unanswered requests, sampled or not. */
export class RunningRequests {
  readonly #responses: ServerResponse[] = [];
  #closing = false;
  #answered: (() => void)[] = [];

  get size(): number {
    return this.#responses.length;
  }

  add(response: ServerResponse): void {
    const request: Running = response.req;
    request[INDEX] = this.#responses.push(response) - 1;
    if (this.#closing) closeConnection(response);
  }

  /** Swap-remove: the last response moves to the free index. */
  delete(response: ServerResponse): void {
    const index = (response.req as Running)[INDEX] ?? -1;
    if (this.#responses[index] !== response) return;
    const last = this.#responses.pop();
    if (last && last !== response) {
      this.#responses[index] = last;
      (last.req as Running)[INDEX] = index;
    }
    if (this.#responses.length > 0) return;
    if (this.#answered.length > 0) for (const resolve of this.#answered.splice(0)) resolve();
  }

  /**
   * Makes each further response close its connection (`Connection: close`): a keep-alive client would continue to send
   * requests, and the last one would be aborted.
   */
  closeConnections(): void {
    this.#closing = true;
    for (const response of this.#responses) closeConnection(response);
  }

  /** Resolves when no request is running. */
  answered(): Promise<void> {
    if (this.#responses.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#answered.push(resolve));
  }
}

function closeConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
