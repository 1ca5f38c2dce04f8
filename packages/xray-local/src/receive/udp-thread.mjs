// @ts-check
/**
 * The thread that receives datagrams. It does nothing else, because the system buffers only a few hundred of them (Linux:
 * 208 KiB): while the main thread answers a query or collects garbage, this one empties the socket.
 *
 * Plain JavaScript, because type stripping would cost this thread 18 MB.
 */
import { createSocket } from "node:dgram";
import { setImmediate } from "node:timers";
import { parentPort, workerData } from "node:worker_threads";

/** Requested size; the system grants as much as its own limit allows. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
/** More than the largest datagram. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks in transit to the main thread, 64 MiB together; beyond it datagrams are dropped and counted. */
const MAX_BLOCKS = 256;

const reader = parentPort;
if (reader === null) throw new Error("udp-thread.mjs runs in a worker thread only");
/** @type {import("./udp-messages.ts").ReceiverTask} */
const { host, port } = workerData;

const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: SOCKET_BUFFER_BYTES });
/** Blocks are transferred to the main thread and back, so that receiving creates no garbage. @type {ArrayBuffer[]} */
const free = [];
let made = 0;
/** @type {ArrayBuffer | undefined} */
let block;
/** End offset of each datagram in the block. @type {number[]} */
let ends = [];
let lost = 0;
let scheduled = false;

/** @type {(message: import("./udp-messages.ts").ReceiverMessage, transfer?: ArrayBuffer[]) => void} */
const send = (message, transfer = []) => reader.postMessage(message, transfer);

function handOver() {
  if (ends.length + lost === 0) return;
  const full = block ?? new ArrayBuffer(0);
  send({ kind: "datagrams", block: full, ends, lost }, [full]);
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
  // Everything received in one turn of the event loop is sent together.
  if (!scheduled) {
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      handOver();
    });
  }
});
socket.on("error", (error) => {
  // Windows reports EACCES for a port that another program uses exclusively.
  const taken = "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
  send({ kind: "failed", taken, message: error.message });
});
socket.on("listening", () => send({ kind: "listening", port: socket.address().port }));
reader.on("message", (/** @type {import("./udp-messages.ts").ReceiverReply} */ reply) => {
  if ("block" in reply) free.push(reply.block);
  else {
    handOver();
    socket.close(() => reader.close());
  }
});
socket.bind({ port, address: host, exclusive: true });
