/* global AbortSignal, fetch */
// What is broken is refused, and nothing breaks by it.
import { Buffer } from "node:buffer";
import { callXRay, eventually, samplingRules, say, sendDatagrams } from "./lib.mjs";

const address = process.env.AWS_XRAY_DAEMON_ADDRESS;
if (address !== undefined) {
  const header = '{"format": "json", "version": 1}\n';
  const datagrams = ["", "noise", header, `${header}{"name": "cut o`, `${header}[]`, Buffer.alloc(60_000, "x")];
  await eventually(`sending to ${address} over UDP`, () => sendDatagrams(address, datagrams));
  await eventually(`sampling rules from ${address} after broken datagrams`, () => samplingRules(address));
  say(`${address} is still there after ${datagrams.length} broken datagrams`);

  const { status } = await callXRay(address, "NoSuchAction", {});
  if (status < 400) throw new Error(`an action that X-Ray does not have was answered with HTTP ${status}`);
  say(`an action that X-Ray does not have: HTTP ${status}`);
}

const url = process.env.API_URL;
if (url !== undefined) {
  for (const header of ["nonsense", "Root=1-0-0;Parent=;Sampled=2", "Root=;;;=", "x".repeat(4_000)]) {
    const answer = await fetch(url, { headers: { "x-amzn-trace-id": header }, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`GET ${url} with a broken trace header: HTTP ${answer.status}`);
  }
  say(`GET ${url} works with broken trace headers`);
}
