/* global Buffer, clearTimeout, setTimeout */
// Sends the same requests to several services at once, with bursts of faults. Imported by the tests, and run in a pod of its own: then
// LOAD has the plan and the addresses as JSON, and the result is printed as JSON.
import { Agent, get } from "node:http";

const TIMEOUT_MS = 10_000;

/**
 * @typedef {{ requests: number, seconds: number, bursts: number, burstSeconds: number, faults: number }} Plan `faults` in each burst
 * @typedef {{ answered: number, faults: number, failed: number }} Served
 */

/**
 * The indexes of the requests that fail, burst by burst: bursts are in the middles of equal parts of the time, and the faults are spread
 * evenly over a burst.
 * @param {Plan} plan
 * @returns {number[][]}
 */
export function faultsOf({ requests, seconds, bursts, burstSeconds, faults }) {
  const perSecond = requests / seconds;
  return Array.from({ length: bursts }, (_, burst) => {
    const start = ((burst + 0.5) / bursts) * seconds - burstSeconds / 2;
    return Array.from({ length: faults }, (_, i) =>
      Math.floor((start + ((i + 0.5) / faults) * burstSeconds) * perSecond),
    );
  });
}

/**
 * @param {Plan} plan
 * @param {Record<string, { fine: string, fault: string }>} services URLs
 * @returns {Promise<{ startedAt: number, served: Record<string, Served> }>} seconds since 1970
 */
export async function send(plan, services) {
  const faults = new Set(faultsOf(plan).flat());
  const served = Object.fromEntries(Object.keys(services).map((name) => [name, { answered: 0, faults: 0, failed: 0 }]));
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const startedAt = Date.now();
  const pending = [];
  for (let i = 0; i < plan.requests; i += 1) {
    const wait = startedAt + (i / plan.requests) * plan.seconds * 1_000 - Date.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    for (const [name, { fine, fault }] of Object.entries(services)) {
      const of = served[name];
      const answered = statusOf(faults.has(i) ? fault : fine, agent).then(
        (status) => {
          of.answered += 1;
          if (status >= 500) of.faults += 1;
        },
        () => (of.failed += 1),
      );
      pending.push(answered);
    }
  }
  await Promise.all(pending);
  agent.destroy();
  return { startedAt: startedAt / 1_000, served };
}

/** @returns {Promise<number>} */
function statusOf(url, agent) {
  return new Promise((done, failed) => {
    const request = get(url, { agent }, (response) => {
      response.resume().once("end", () => {
        clearTimeout(timer);
        done(response.statusCode);
      });
      response.once("error", failed);
    }).once("error", (error) => {
      clearTimeout(timer);
      // The server may close a kept connection at the moment of its next request, which it then has not seen.
      if (request.reusedSocket && error.code === "ECONNRESET") statusOf(url, agent).then(done, failed);
      else failed(error);
    });
    const timer = setTimeout(() => request.destroy(new Error("no answer")), TIMEOUT_MS);
  });
}

if (process.env.LOAD !== undefined) {
  const { plan, services } = JSON.parse(Buffer.from(process.env.LOAD, "base64").toString());
  process.stdout.write(`${JSON.stringify(await send(plan, services))}\n`);
}
