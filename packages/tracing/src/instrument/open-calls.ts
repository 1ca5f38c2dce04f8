import { guarded } from "../guard.ts";
import { Call, type OpenCallList } from "./call.ts";

/** Time after the response head in which reading may start, once the calling span has ended. */
const READ_GRACE_MS = 250;

/**
 * The calls that have not ended, in an array for the same reason as the open segments. A response that is never read
 * emits no event before it is garbage-collected. Such a call is ended here, at the time of its response head, once the
 * calling span has ended.
 */
export class OpenCalls implements OpenCallList {
  readonly #calls: Call[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(call: Call): Call {
    call.index = this.#calls.push(call) - 1;
    return call;
  }

  /** Swap-remove: the last call moves to the free index. */
  remove(call: Call): void {
    const last = this.#calls.pop();
    if (!last || last === call) return;
    this.#calls[call.index] = last;
    last.index = call.index;
  }

  answered(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(this.#look, READ_GRACE_MS).unref();
  }

  some(test: (call: Call) => boolean): boolean {
    return this.#calls.some(test);
  }

  /** Ends the calls whose responses are not read. */
  settle(graceMs = 0): void {
    const now = performance.now();
    for (const call of this.#calls.filter((each) => each.isUnread(now, graceMs))) call.abandoned();
  }

  /** Ends all calls at the end of the process. */
  endAll(): void {
    for (const call of [...this.#calls]) call.cut();
  }

  readonly #look = guarded("calls whose responses are not read", () => {
    this.#timer = undefined;
    this.settle(READ_GRACE_MS);
    if (this.#calls.some(({ isAnswered }) => isAnswered)) this.answered();
  });
}
