// @ts-check
/**
 * The thread that receives datagrams. It does nothing else, because the system keeps only a few hundred of them (Linux:
 * 208 KiB): while another thread answers a query or collects garbage, this one empties the socket.
 *
 * Plain JavaScript, because what takes the types away would cost this thread 18 MB.
 */
import { createSocket } from "node:dgram";
import { setImmediate } from "node:timers";
import { parentPort, workerData } from "node:worker_threads";

/** What the system is asked for; it gives as much as its own limit allows. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** More than the largest datagram. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks that may be on their way to the reader, 64 MiB; when all are, datagrams are counted and dropped. */
const MAX_BLOCKS = 256;

const reader = parentPort;
if (reader === null) throw new Error("udp-thread.mjs runs in a worker thread only");
/** @type {import("./udp-messages.ts").ReceiverTask} */
const { host, port } = workerData;

const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: SOCKET_BUFFER_BYTES });
/** Blocks go to the reader and come back, so that receiving makes no garbage. @type {ArrayBuffer[]} */
const free = [];
let made = 0;
/** @type {ArrayBuffer | undefined} */
let block;
/** Where each datagram in the block ends. @type {number[]} */
let ends = [];
let lost = 0;
let planned = false;

/** @type {(message: import("./udp-messages.ts").ReceiverMessage, transfer?: ArrayBuffer[]) => void} */
const tell = (message, transfer = []) => reader.postMessage(message, transfer);

function handOver() {
  if (ends.length + lost === 0) return;
  const full = block ?? new ArrayBuffer(0);
  tell({ kind: "datagrams", block: full, ends, lost }, [full]);
  block = undefined;
  ends = [];
  lost = 0;
}

/** @returns {ArrayBuffer | undefined} */
function nextBlock() {
  const used = free.pop();
  if (used !== undefined || made === MAX_BLOCKS) return used;
  made++;
  return new ArrayBuffer(BLOCK_BYTES);
}

socket.on("message", (datagram) => {
  if ((ends.at(-1) ?? 0) + datagram.length > BLOCK_BYTES) handOver();
  block ??= nextBlock();
  if (block === undefined) lost++;
  else {
    const start = ends.at(-1) ?? 0;
    new Uint8Array(block).set(datagram, start);
    ends.push(start + datagram.length);
  }
  // All that one turn of the event loop brings goes together.
  if (!planned) {
    planned = true;
    setImmediate(() => {
      planned = false;
      handOver();
    });
  }
});
socket.on("error", (error) => {
  // Windows answers EACCES for a port that another program holds exclusively.
  const taken = "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
  tell({ kind: "failed", taken, message: error.message });
});
socket.on("listening", () => tell({ kind: "listening", port: socket.address().port }));
reader.on("message", (/** @type {import("./udp-messages.ts").ReceiverAnswer} */ answer) => {
  if ("block" in answer) free.push(answer.block);
  else {
    handOver();
    socket.close(() => reader.close());
  }
});
socket.bind({ port, address: host, exclusive: true });
