import { guarded } from "../guard.ts";
import { Call, type OpenCallList } from "./call.ts";

/** How long after the head of a response its reading may begin, when the span that made the call has ended. */
const PATIENCE_MS = 250;

/**
 * The calls that have started and not ended, in an array for the same reason as the open segments. A response that nobody reads has no end of its own: no event comes, or none before the response is collected
 * as garbage. Such a call is ended here, at the head of its response, once the span that made it has ended.
 */
export class OpenCalls implements OpenCallList {
  readonly #calls: Call[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(call: Call): Call {
    call.index = this.#calls.push(call) - 1;
    return call;
  }

  /** The last one takes its index. */
  remove(call: Call): void {
    const last = this.#calls.pop();
    if (!last || last === call) return;
    this.#calls[call.index] = last;
    last.index = call.index;
  }

  answered(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(this.#look, PATIENCE_MS).unref();
  }

  some(test: (call: Call) => boolean): boolean {
    return this.#calls.some(test);
  }

  /** Ends the calls whose responses nobody reads. */
  settle(patienceMs = 0): void {
    const now = performance.now();
    for (const call of this.#calls.filter((each) => each.isLeft(now, patienceMs))) call.abandoned();
  }

  /** Ends all calls: the process ends. */
  endAll(): void {
    for (const call of [...this.#calls]) call.cut();
  }

  readonly #look = guarded("calls whose responses nobody reads", () => {
    this.#timer = undefined;
    this.settle(PATIENCE_MS);
    if (this.#calls.some(({ isAnswered }) => isAnswered)) this.answered();
  });
}
