import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { PortTakenError } from "./ports.ts";
import type { ReceiverReply, ReceiverMessage, ReceiverTask } from "./udp-messages.ts";

export interface DatagramHandler {
  datagram(bytes: Uint8Array): void;
  /** Called with the number of datagrams that were dropped because they were not read in time. */
  lost(count: number): void;
}

/** The thread needs little heap: blocks are outside of it. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** Receives the datagrams of one port in a thread of its own. */
export class UdpReceiver {
  readonly port: number;
  readonly #thread: Worker;

  private constructor(thread: Worker, port: number) {
    this.#thread = thread;
    this.port = port;
  }

  /** @throws PortTakenError */
  static async listen(task: ReceiverTask, handler: DatagramHandler): Promise<UdpReceiver> {
    const thread = new Worker(new URL("./udp-thread.mjs", import.meta.url), {
      workerData: task,
      resourceLimits: THREAD_LIMITS,
    });
    const [first] = (await once(thread, "message")) as [ReceiverMessage];
    if (first.kind !== "listening") {
      await thread.terminate();
      if (first.kind === "failed" && first.taken) throw new PortTakenError(task.port, "udp", task.host);
      throw new Error(
        `can't receive on UDP port ${task.port} of ${task.host}: ${first.kind === "failed" ? first.message : ""}`,
      );
    }
    const receiver = new UdpReceiver(thread, first.port);
    thread.on("message", (message: ReceiverMessage) => receiver.#handle(message, handler));
    return receiver;
  }

  /** Ends the thread after everything it has received was handled. */
  async close(): Promise<void> {
    const ended = once(this.#thread, "exit");
    this.#reply({ end: true });
    await ended;
  }

  #handle(message: ReceiverMessage, handler: DatagramHandler): void {
    if (message.kind !== "datagrams") return;
    const bytes = new Uint8Array(message.block);
    let start = 0;
    for (const end of message.ends) {
      handler.datagram(bytes.subarray(start, end));
      start = end;
    }
    if (message.lost > 0) handler.lost(message.lost);
    if (message.block.byteLength > 0) this.#reply({ block: message.block }, [message.block]);
  }

  #reply(reply: ReceiverReply, transfer: ArrayBuffer[] = []): void {
    this.#thread.postMessage(reply, transfer);
  }
}
