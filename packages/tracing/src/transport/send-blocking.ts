import { Worker } from "node:worker_threads";
import type { Endpoint } from "./agent-address.ts";

/** A worker thread, as resolving a name and opening a socket need an event loop. */
const PROGRAM = `
const { host, port, datagrams, done } = require("node:worker_threads").workerData;
require("node:dns").lookup(host, (error, address, family) => {
  if (error) return finish(2);
  const socket = require("node:dgram").createSocket(family === 6 ? "udp6" : "udp4");
  socket.on("error", () => finish(2));
  let left = datagrams.length;
  for (const datagram of datagrams) socket.send(datagram, port, address, () => --left === 0 && finish(1));
});
function finish(how) {
  Atomics.store(done, 0, how);
  Atomics.notify(done, 0);
  process.exit();
}`;

/**
 * Sends datagrams while blocking this thread, for a process that ends before its socket is open.
 * @returns whether all were sent within the timeout
 */
export function sendBlocking({ host, port }: Endpoint, datagrams: readonly Buffer[], timeoutMs: number): boolean {
  const done = new Int32Array(new SharedArrayBuffer(4));
  // Without the app's options and environment, which may preload modules, including this one.
  const workerData = { host, port, datagrams, done };
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, workerData });
  worker.on("error", () => undefined);
  worker.unref();
  Atomics.wait(done, 0, 0, timeoutMs);
  return Atomics.load(done, 0) === 1;
}
