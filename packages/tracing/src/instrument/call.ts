import type { Readable } from "node:stream";
import { SpanStatusCode, type Attributes, type Span } from "@opentelemetry/api";
import { recordErrorOn } from "../errors.ts";

/** The list of the open calls. */
export interface OpenCallList {
  remove(call: Call): void;
  /** The response has begun; its body may never be read. */
  answered(): void;
}

/**
 * A call out of the process, of any kind. It ends exactly once:
 *
 * - `done`: all of the response has come, or there is no more of it
 * - `failed`: no response, or one that broke off
 * - `stopped`: somebody gave the call up, or the connection broke; which of them, the error tells
 * - `abandoned`: nobody reads the body; the call ends at the head of its response, as far as it came
 */
export class Call {
  /** Its index among the open calls. */
  index = -1;
  /** Scheme, host and port that are called, where the client has told. */
  origin: string | undefined;
  readonly span: Span;
  readonly #parent: Span | undefined;
  readonly #list: OpenCallList;
  #ended = false;
  /** As `performance.now()` tells it. */
  #answeredAt: number | undefined;
  #body: Readable | undefined;

  /** @param parent the span inside of which the call was made */
  constructor(span: Span, parent: Span | undefined, list: OpenCallList) {
    this.span = span;
    this.#parent = parent;
    this.#list = list;
  }

  get isAnswered(): boolean {
    return this.#answeredAt !== undefined;
  }

  /**
   * The head of the response has come.
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

  /** From now on the call lasts as long as this stream, if anybody reads it. */
  follow(body: Readable): void {
    this.#body = body;
  }

  done(): void {
    this.#end();
  }

  /** @param facts what else is known of the error, as attributes of its event */
  failed(error: unknown, facts?: Attributes): void {
    if (this.#ended) return;
    recordErrorOn(this.span, error, facts);
    this.#end();
  }

  stopped(error: unknown): void {
    if (this.isAnswered && isGivingUp(error)) this.abandoned();
    else this.failed(error ?? new GivenUpError(), connectionFacts(error));
  }

  abandoned(): void {
    if (!this.isAnswered) this.failed(new GivenUpError());
    else if (this.#body?.readableDidRead === true) this.#end();
    else this.#end(this.#answeredAt);
  }

  /** Shows the call as it is when the process ends. */
  cut(): void {
    if (this.isAnswered) {
      this.abandoned();
      return;
    }
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: "The process ended before the call was answered" });
    this.#end();
  }

  /** True for a response that nobody reads and whose caller has gone on: no other end will come. */
  isLeft(now: number, patienceMs: number): boolean {
    if (this.#answeredAt === undefined || now - this.#answeredAt < patienceMs) return false;
    return this.#parent?.isRecording() !== true && !isBeingRead(this.#body);
  }

  #end(at?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#list.remove(this);
    this.span.end(at);
  }
}

class GivenUpError extends Error {
  override readonly name = "AbortError";

  constructor() {
    super("The call was given up before it was answered");
    // Where it was made says nothing of who gave the call up.
    delete this.stack;
  }
}

/**
 * An abort, not an error that somebody named: whoever has seen the head of a response may well want no more of it. A
 * response that is collected as garbage before it was read comes without any error.
 */
function isGivingUp(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error.name !== "AbortError") return false;
  return !(error.cause instanceof Error && error.cause.name === "TimeoutError");
}

/** What went wrong with a connection is told by the error's code. */
export function connectionFacts(error: unknown): Attributes | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" && code !== "" ? { "exception.type": code } : undefined;
}

function isBeingRead(body: Readable | undefined): boolean {
  return body !== undefined && (body.readableFlowing === true || body.listenerCount("readable") > 0);
}
