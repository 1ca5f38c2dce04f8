/** Lets others wait until nothing is left to be sent. */
export class Idle {
  #waiting: (() => void)[] = [];

  /** Resolves when `reached` is called, or after this time in milliseconds. */
  next(ms: number): Promise<void> {
    return new Promise((done) => {
      // Not unref'd: whoever waits for a flush wants the process to live until it is done.
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
