import type { IncomingMessage, ServerResponse } from "node:http";

const INDEX = Symbol("pmp-tracing: index");

/**
 * The index of a response is a member of its request: a Set or WeakMap would cost every garbage collection, and the request
 * has room for it beside its context.
 */
interface Running extends IncomingMessage {
  [INDEX]?: number;
}

/** The requests that are not answered yet, sampled or not. */
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

  /** The last one takes its index. */
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
   * From now on each answer ends its connection, and says so: a client that keeps connections would go on sending
   * requests, the last of which would be cut off.
   */
  closeConnections(): void {
    this.#closing = true;
    for (const response of this.#responses) closeConnection(response);
  }

  /** Resolves when no request runs. */
  answered(): Promise<void> {
    if (this.#responses.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#answered.push(resolve));
  }
}

function closeConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
