import { warn } from "../report.ts";
import { requestJson } from "../segment/request-json.ts";
import type { FinishedSpan } from "../span.ts";
import { Redactor, type RedactionOptions } from "./redactor.ts";

/** Redaction for an exporter: a span that can't be redacted is dropped and counted, never sent unredacted. */
export class RedactingSerializer {
  readonly #redactor: Redactor;
  #dropped = 0;

  constructor(options?: RedactionOptions) {
    this.#redactor = new Redactor(options);
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The result of `use` for the redacted span, or undefined if the span was dropped. */
  apply<R>(span: FinishedSpan, use: (redacted: FinishedSpan) => R): R | undefined {
    return this.#closed(() => use(this.#redactor.span(span)));
  }

  /**
   * The JSON of a span's document: written directly for a request without added data, else the result of `use` for the
   * redacted span.
   */
  json(span: FinishedSpan, use: (redacted: FinishedSpan) => string): string | undefined {
    return this.#closed(() => {
      const info = this.#redactor.infoIsSecret ? undefined : span.plainRequest;
      const json =
        info && requestJson(span, info, this.#redactor.resource(span.resource).attributes, this.#redactor.escape);
      return json ?? use(this.#redactor.span(span));
    });
  }

  #closed<R>(make: () => R): R | undefined {
    try {
      return make();
    } catch (error) {
      this.#dropped += 1;
      // Only the type of the error: its message may contain a secret.
      const kind = error instanceof Error ? error.name : typeof error;
      warn("unredactable", `dropped ${this.#dropped} spans so far that could not be scanned for secrets (${kind}).`);
      return undefined;
    }
  }
}
