/**
 * The thread that receives datagrams. It does nothing else, because the system keeps only a few hundred of them (Linux:
 * 208 KiB): while another thread answers a query or collects garbage, this one empties the socket.
 */
import { createSocket } from "node:dgram";
import { parentPort, workerData } from "node:worker_threads";
import { isTaken } from "./ports.ts";
import type { ReceiverAnswer, ReceiverMessage, ReceiverTask } from "./udp-messages.ts";

/** What the system is asked for; it gives as much as its own limit allows. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** Datagrams that wait for the reader; beyond this they are counted and dropped. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

const reader = parentPort;
if (reader === null) throw new Error("udp-thread.ts runs in a worker thread only");
const { host, port } = workerData as ReceiverTask;

const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: SOCKET_BUFFER_BYTES });
let collected: Buffer[] = [];
let waitingBytes = 0;
let lost = 0;

const tell = (message: ReceiverMessage, transfer: ArrayBuffer[] = []): void => reader.postMessage(message, transfer);

function handOver(): void {
  const bytes = new Uint8Array(collected.reduce((sum, datagram) => sum + datagram.length, 0));
  const ends: number[] = [];
  let end = 0;
  for (const datagram of collected) {
    bytes.set(datagram, end);
    ends.push((end += datagram.length));
  }
  tell({ kind: "datagrams", bytes, ends, lost }, [bytes.buffer]);
  collected = [];
  lost = 0;
}

socket.on("message", (datagram) => {
  if (waitingBytes + datagram.length > MAX_WAITING_BYTES) lost++;
  else {
    waitingBytes += datagram.length;
    collected.push(datagram);
  }
  // All that one turn of the event loop brings goes together.
  if (collected.length + lost === 1) setImmediate(handOver);
});
socket.on("error", (error) => tell({ kind: "failed", taken: isTaken(error), message: error.message }));
socket.on("listening", () => tell({ kind: "listening", port: socket.address().port }));
reader.on("message", (answer: ReceiverAnswer) => {
  if ("read" in answer) waitingBytes -= answer.read;
  else {
    if (collected.length + lost > 0) handOver();
    socket.close(() => reader.close());
  }
});
socket.bind({ port, address: host, exclusive: true });
