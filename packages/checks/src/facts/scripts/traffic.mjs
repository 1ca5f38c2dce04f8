/* global AbortSignal, fetch */
// Runs in a pod of the API, on Node.js 20 or newer: sends the requests of TRAFFIC, and prints them as one line of JSON.
import { randomBytes } from "node:crypto";

const { base, paths, requests } = JSON.parse(process.env.TRAFFIC);
/** Requests at a time: the API has its own work. */
const AT_A_TIME = 4;

function newTraceId() {
  const seconds = Math.floor(Date.now() / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

async function send(path, sampled) {
  const traceId = newTraceId();
  const parent = sampled === "1" ? `;Parent=${randomBytes(8).toString("hex")}` : "";
  const headers = { "x-amzn-trace-id": `Root=${traceId}${parent};Sampled=${sampled}` };
  const request = { path, traceId, asked: sampled };
  try {
    const response = await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    const answer = response.headers.get("x-amzn-trace-id") ?? "";
    const [, decision] = /Sampled=([01])/.exec(answer) ?? [];
    return { ...request, status: response.status, ...(decision !== undefined && { sampled: decision === "1" }) };
  } catch (error) {
    return { ...request, error: String(error.cause?.message ?? error.message) };
  }
}

const begin = Date.now();
const sent = [await send(paths[0], "1")];
const queue = paths.flatMap((path) => Array.from({ length: requests }, () => path));
let next = 0;
async function worker() {
  while (next < queue.length) {
    const path = queue[next];
    next += 1;
    sent.push(await send(path, "?"));
  }
}
await Promise.all(Array.from({ length: AT_A_TIME }, worker));
process.stdout.write(`${JSON.stringify({ sent, seconds: (Date.now() - begin) / 1000 })}\n`);
