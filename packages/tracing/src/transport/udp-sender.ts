import { untraced } from "../own-work.ts";
import { attempt } from "../guard.ts";
import { messageOf, over, warn } from "../report.ts";
import type { Endpoint } from "./agent-address.ts";
import { MAX_DATAGRAMS, type Batch } from "./batch.ts";
import { DatagramQueue } from "./datagram-queue.ts";
import { Idle } from "./idle.ts";
import { Pace } from "./pace.ts";
import { sendBlocking } from "./send-blocking.ts";
import { describe, resolve, UdpChannel, type ChannelOwner, type Resolve } from "./udp-channel.ts";

/** Time to collect documents into a batch. */
const GATHER_MS = 100;
const RENEW_AFTER_MS = 1_000;
const RENEW_TIMEOUT_MS = 500;
/** An old socket stays open this long for pending sends and refusals. */
const LINGER_MS = 200;
/** After a refusal, one document is sent as a probe; time to wait for its refusal. */
const PROBE_MS = 50;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
/** Time that a process waits at its end for a socket that is not open yet. */
const LAST_SEND_MS = 1_000;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

export interface UdpSenderOptions {
  /** Queue limit in bytes; default 8 Mi. */
  maxQueued?: number;
  resolve?: Resolve;
  /** Milliseconds after which a new socket is opened; default 1,000. */
  renewAfterMs?: number;
}

export interface SendCounts {
  /** Documents sent (counted again after a refusal). */
  sent: number;
  /** Documents dropped: the queue was full, or the process ended. */
  dropped: number;
  /** Number of reported refusals. */
  refusals: number;
}

/**
 * Sends documents to the agent, one per datagram, and never throws. While the agent is unreachable (refused, or its
 * name does not resolve), documents wait in a bounded queue and the name is resolved again. Once it is back, they are
 * sent no faster than the agent can forward them, followed by new ones.
 */
export class UdpSender implements ChannelOwner {
  readonly counts: SendCounts = { sent: 0, dropped: 0, refusals: 0 };
  readonly #endpoint: Endpoint;
  readonly #resolve: Resolve;
  readonly #queue: DatagramQueue;
  readonly #renewAfterMs: number;
  readonly #pace = new Pace();
  readonly #idle = new Idle();
  #channel: UdpChannel | undefined;
  #opening: Promise<void> | undefined;
  #triedAt = -Infinity;
  #addressIndex = 0;
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires. */
  #due = 0;
  #probeUntil = 0;
  #down = false;
  #retryMs = FIRST_RETRY_MS;
  #retryAt = 0;
  #ending = false;
  #closed = false;

  constructor(endpoint: Endpoint, options: UdpSenderOptions = {}) {
    this.#endpoint = endpoint;
    this.#resolve = options.resolve ?? resolve;
    this.#renewAfterMs = options.renewAfterMs ?? RENEW_AFTER_MS;
    this.#queue = new DatagramQueue(options.maxQueued ?? DEFAULT_MAX_BYTES);
  }

  /** Number of queued documents. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Opens the socket before it is needed, so that a process that ends early can still send by `sendNow`. */
  prepare(): void {
    void this.#renew();
  }

  send(document: string): void {
    if (this.#closed) {
      this.#drop(1, "tracing was shut down");
      return;
    }
    this.#pace.arrived();
    this.#drop(this.#queue.push(document), "too many wait");
    // Each datagram wakes the receiver, which costs more than sending: a batch wakes it once.
    if (this.#ending) this.sendNow();
    else this.#schedule(this.#queue.length < MAX_DATAGRAMS ? GATHER_MS : 0);
  }

  /** Resolves to true when everything was sent, to false on timeout. */
  async flush(timeoutMs: number): Promise<boolean> {
    // Skips the pause after a refusal: a flush should try again immediately.
    this.#retryAt = 0;
    this.#schedule(0);
    const deadline = performance.now() + timeoutMs;
    while (this.#busy()) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.#idle.next(Math.min(left, PROBE_MS));
    }
    return true;
  }

  /**
   * Sends the queue synchronously without pacing, and then each new document: the app's exit listeners may record more.
   * For the end of the process, when nothing asynchronous can run.
   */
  sendNow(): void {
    this.#ending = true;
    const channel = this.#channel;
    const now = performance.now();
    for (let next = channel && this.#queue.shift(); channel && next !== undefined; next = this.#queue.shift()) {
      this.#put(channel, next, now);
    }
    // The process ends before it is known whether the agent is reachable.
    if (!channel && !this.#down && this.#queue.length > 0) this.#sendBlocking();
    this.#drop(this.#queue.clear(), "the process ended");
  }

  #sendBlocking(): void {
    const datagrams: Buffer[] = [];
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) datagrams.push(...next.datagrams());
    const sent = attempt("the end of the process", () => sendBlocking(this.#endpoint, datagrams, LAST_SEND_MS));
    if (sent) {
      this.counts.sent += datagrams.length;
      return;
    }
    // Later documents must not wait in vain again.
    this.#down = true;
    this.#drop(datagrams.length, "the process ended");
  }

  close(): void {
    this.#closed = true;
    this.#drop(this.#queue.clear(), "tracing was shut down");
    this.#channel?.close();
    this.#channel = undefined;
  }

  #busy(): boolean {
    return this.#queue.length > 0 || performance.now() < this.#probeUntil;
  }

  /** Schedules a send after this time, unless an earlier one is scheduled. */
  #schedule(ms: number): void {
    if (this.#closed || this.#queue.length === 0) return;
    if (this.#turn !== undefined) return;
    // This is the longest wait, so a scheduled send is earlier and the clock need not be read.
    if (this.#timer !== undefined && (ms === GATHER_MS || this.#pace.slow)) return;
    if (this.#timer !== undefined && ms > 0 && this.#due <= performance.now() + ms) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (ms <= 0) {
      this.#turn = setImmediate(this.#run).unref();
      return;
    }
    this.#due = performance.now() + ms;
    this.#timer = setTimeout(this.#run, ms).unref();
  }

  readonly #run = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn = undefined;
    this.#pump();
  };

  #pump(): void {
    const now = performance.now();
    if (now < this.#retryAt) {
      this.#schedule(Math.min(this.#retryAt - now, PROBE_MS));
      return;
    }
    if (now < this.#probeUntil) {
      this.#schedule(this.#probeUntil - now);
      return;
    }
    const channel = this.#channel;
    if (!channel || (now - channel.openedAt > this.#renewAfterMs && now - this.#triedAt > this.#renewAfterMs)) {
      void this.#renew().then(() => this.#schedule(0));
      return;
    }
    if (this.#down) {
      this.#probe(channel, now);
      return;
    }
    const batch = this.#queue.shift();
    // Counted before: the channel may take the batch's memory back.
    const pause = this.#pace.pauseAfter(batch?.length ?? 0, now);
    if (batch) this.#put(channel, batch, now);
    if (this.#queue.length > 0) this.#schedule(pause);
    else this.#settle();
  }

  /** After a refusal: sends one document, and the rest only if it is not refused. */
  #probe(channel: UdpChannel, now: number): void {
    if (this.#probeUntil > 0) {
      this.#down = false;
      this.#probeUntil = 0;
      this.#retryMs = FIRST_RETRY_MS;
      this.#pace.begin(now);
      over("agent-refuses", `an X-Ray agent listens on UDP ${describe(this.#endpoint)}.`);
      this.#schedule(0);
      return;
    }
    const batch = this.#queue.shiftOne();
    if (!batch) return;
    this.#probeUntil = now + PROBE_MS;
    this.#put(channel, batch, now);
    this.#schedule(PROBE_MS);
  }

  #put(channel: UdpChannel, batch: Batch, now: number): void {
    this.counts.sent += batch.length;
    channel.send(batch, now);
  }

  #settle(): void {
    this.#pace.end();
    this.#idle.reached();
  }

  /** Opens a new socket to a newly resolved address; keeps the old one if that fails or takes too long. */
  async #renew(): Promise<void> {
    this.#triedAt = performance.now();
    this.#opening ??= untraced(() => this.#open()).finally(() => (this.#opening = undefined));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((done) => (timer = setTimeout(done, RENEW_TIMEOUT_MS).unref()));
    await Promise.race([this.#opening, timeout]);
    clearTimeout(timer);
  }

  async #open(): Promise<void> {
    try {
      const addresses = await this.#resolve(this.#endpoint.host);
      const address = addresses[this.#addressIndex % addresses.length];
      if (!address) throw new Error("the name has no address");
      const channel = await UdpChannel.open(address, this.#endpoint.port, this);
      if (this.#closed) {
        channel.close();
        return;
      }
      const old = this.#channel;
      this.#channel = channel;
      over("agent-unreachable", `opened ${describe(this.#endpoint)} for segments.`);
      if (old) setTimeout(() => old.close(), LINGER_MS).unref();
    } catch (error) {
      if (!this.#channel) this.#wait();
      warn("agent-unreachable", `can't open ${describe(this.#endpoint)} for segments: ${messageOf(error)}. Retrying.`);
    }
  }

  onForgotten(batches: readonly Batch[]): void {
    for (const batch of batches) this.#queue.release(batch);
  }

  onRefused(unsent: Batch[], channel: UdpChannel): void {
    this.counts.refusals += 1;
    if (this.#closed) {
      this.#drop(
        unsent.reduce((sum, { length }) => sum + length, 0),
        "tracing was shut down",
      );
      return;
    }
    this.#drop(this.#queue.unshift(unsent), "too many wait");
    if (this.#channel === channel) {
      this.#channel = undefined;
      this.#wait();
    }
    warn("agent-refuses", `no X-Ray agent listens on UDP ${describe(this.#endpoint)}. Segments wait, up to a limit.`);
    this.#schedule(0);
  }

  #wait(): void {
    this.#down = true;
    this.#pace.end();
    this.#probeUntil = 0;
    this.#addressIndex += 1;
    this.#retryAt = performance.now() + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #drop(count: number, why: string): void {
    if (count === 0) return;
    this.counts.dropped += count;
    warn("dropped", `dropped ${count} segment documents because ${why}; ${this.counts.dropped} so far.`);
  }
}
