import { Worker } from "node:worker_threads";
import type { Endpoint } from "./agent-address.ts";

/** Looking a name up and opening a socket takes an event loop, which a thread of its own has. */
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
 * Sends datagrams while this thread waits, for a process that ends before its socket was open.
 * @returns whether all were handed to the system within the time
 */
export function sendBlocking({ host, port }: Endpoint, datagrams: readonly Buffer[], timeoutMs: number): boolean {
  const done = new Int32Array(new SharedArrayBuffer(4));
  // Neither the app's options nor its environment: they may name modules to load, this one among them.
  const workerData = { host, port, datagrams, done };
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, workerData });
  worker.on("error", () => undefined);
  worker.unref();
  Atomics.wait(done, 0, 0, timeoutMs);
  return Atomics.load(done, 0) === 1;
}
