import type { Readable } from "node:stream";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { recordErrorOn } from "../errors.ts";

/** The list of the open calls. */
export interface OpenCallList {
  remove(call: Call): void;
  /** The response head has arrived; the body may never be read. */
  answered(): void;
}

/**
 * An outgoing call of any kind. It ends exactly once:
 *
 * - `done`: the response is complete
 * - `failed`: no response, or an incomplete one
 * - `stopped`: the call was aborted or the connection broke; the error tells which
 * - `abandoned`: the body is never read; the call ends at the time of its response head, if any
 */
export class Call {
  /** Its index among the open calls. */
  index = -1;
  /** Scheme, host and port of the target, if the client reports them. */
  origin: string | undefined;
  readonly span: Span;
  readonly #parent: Span | undefined;
  readonly #list: OpenCallList;
  #ended = false;
  /** In the time of `performance.now()`. */
  #answeredAt: number | undefined;
  #body: Readable | undefined;

  /** @param parent the span in which the call was made */
  constructor(span: Span, parent: Span | undefined, list: OpenCallList) {
    this.span = span;
    this.#parent = parent;
    this.#list = list;
  }

  get isAnswered(): boolean {
    return this.#answeredAt !== undefined;
  }

  /**
   * The response head has arrived.
   * @param length of the body, in bytes
   */
  answered(status: number, length?: number): void {
    if (this.#ended) return;
    this.span.setAttribute("http.response.status_code", status);
    if (length !== undefined && Number.isFinite(length)) this.span.setAttribute("http.response.body.size", length);
    if (status >= 400) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.#answeredAt = performance.now();
    this.#list.answered();
  }

  /** The call now lasts as long as this stream, if it is read. */
  follow(body: Readable): void {
    this.#body = body;
  }

  done(): void {
    this.#end();
  }

  /** @param facts additional attributes of the error's event */
  failed(error: unknown, facts?: Attributes): void {
    if (this.#ended) return;
    recordErrorOn(this.span, error, facts);
    this.#end();
  }

  stopped(error: unknown): void {
    if (this.isAnswered && isAbort(error)) this.abandoned();
    else this.failed(error ?? new CallAbortedError(), connectionFacts(error));
  }

  abandoned(): void {
    if (!this.isAnswered) this.failed(new CallAbortedError());
    else if (this.#body?.readableDidRead === true) this.#end();
    else this.#end(this.#answeredAt);
  }

  /** Records the state of the call when the process ends. */
  cut(): void {
    if (this.isAnswered) {
      this.abandoned();
      return;
    }
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: "The process ended before the call was answered" });
    this.#end();
  }

  /** True when the response is not read and the calling span has ended: no other event will end the call. */
  isUnread(now: number, graceMs: number): boolean {
    if (this.#answeredAt === undefined || now - this.#answeredAt < graceMs) return false;
    return this.#parent?.isRecording() !== true && !isBeingRead(this.#body);
  }

  #end(at?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#list.remove(this);
    this.span.end(at);
  }
}

class CallAbortedError extends Error {
  override readonly name = "AbortError";

  constructor() {
    super("The call was aborted before it was answered");
    // The stack does not show who aborted the call.
    delete this.stack;
  }
}

/**
 * An abort without an explicit error: after the response head, a caller may not need the body. A response that is
 * garbage-collected before it was read has no error at all.
 */
function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error.name !== "AbortError") return false;
  return !(error.cause instanceof Error && error.cause.name === "TimeoutError");
}

/** Connection errors are identified by their code. */
export function connectionFacts(error: unknown): Attributes | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" && code !== "" ? { "exception.type": code } : undefined;
}

function isBeingRead(body: Readable | undefined): boolean {
  return body !== undefined && (body.readableFlowing === true || body.listenerCount("readable") > 0);
}
