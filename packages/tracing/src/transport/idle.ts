/** Lets callers wait until the queue is empty. */
export class Idle {
  #waiting: (() => void)[] = [];

  /** Resolves when `reached` is called, or after a timeout in milliseconds. */
  next(ms: number): Promise<void> {
    return new Promise((done) => {
      // Not unref'd: the process must live until an awaited flush is done.
      const timer = setTimeout(done, ms);
      this.#waiting.push(() => {
        clearTimeout(timer);
        done();
      });
    });
  }

  reached(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
}
