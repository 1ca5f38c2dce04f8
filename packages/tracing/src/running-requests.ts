import type { ServerResponse } from "node:http";

const PLACE = Symbol("pmp-tracing: place");

/** Where it stands hangs on the response itself: a Set or WeakMap would cost every garbage collection. */
interface Running extends ServerResponse {
  [PLACE]?: number;
}

/** The requests that are not answered yet, sampled or not. */
export class RunningRequests {
  readonly #responses: Running[] = [];
  #closing = false;
  #answered: (() => void)[] = [];

  get size(): number {
    return this.#responses.length;
  }

  add(response: Running): void {
    response[PLACE] = this.#responses.push(response) - 1;
    if (this.#closing) closeConnection(response);
  }

  /** The last one takes its place. */
  delete(response: Running): void {
    const place = response[PLACE] ?? -1;
    if (this.#responses[place] !== response) return;
    const last = this.#responses.pop();
    if (last && last !== response) {
      this.#responses[place] = last;
      last[PLACE] = place;
    }
    if (this.#responses.length > 0) return;
    for (const tell of this.#answered.splice(0)) tell();
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
