/* global AbortSignal, fetch */
// Runs in a pod of the API, on Node.js 20 or newer, and prints what it sees as one line of JSON.
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const address = (process.env.AWS_XRAY_DAEMON_ADDRESS ?? "127.0.0.1:2000").split(" ").at(-1).replace(/^udp:/, "");
const [, host = "", port = "2000"] = /^(.*):(\d+)$/.exec(address) ?? ["", address];
const url = process.env.PROBE_URL;

const messageOf = (error) =>
  `${error.cause?.code ?? error.code ?? error.name}: ${error.cause?.message ?? error.message}`;

/** The result of an attempt, or its error. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function newTraceId() {
  const seconds = Math.floor(Date.now() / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/** A connected socket learns that nobody listens, when it sends a second time. */
async function sendSegment() {
  const end = Date.now() / 1000;
  const id = randomBytes(8).toString("hex");
  const segment = { name: "pmp-xray-probe", id, trace_id: newTraceId(), start_time: end - 0.01, end_time: end };
  const datagram = Buffer.from(`{"format": "json", "version": 1}\n${JSON.stringify(segment)}`);
  const socket = createSocket("udp4");
  let refused;
  socket.on("error", (error) => (refused = error));
  try {
    await promisify(socket.connect.bind(socket))(Number(port), host);
    for (let time = 0; time < 2; time += 1) {
      await promisify(socket.send.bind(socket))(datagram);
      await sleep(100);
      if (refused !== undefined) throw refused;
    }
    return {};
  } finally {
    socket.close();
  }
}

async function samplingRules() {
  const response = await fetch(`http://${host}:${port}/GetSamplingRules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
    signal: AbortSignal.timeout(8_000),
  });
  const text = await response.text();
  const date = Date.parse(response.headers.get("date") ?? "");
  const clock = Number.isNaN(date) ? {} : { clockAheadMs: Date.now() - date };
  if (!response.ok) return { status: response.status, answer: text.slice(0, 300), ...clock };
  const rules = JSON.parse(text).SamplingRuleRecords.map((record) => record.SamplingRule.RuleName);
  return { status: response.status, rules, ...clock };
}

/** Asked for it by `Sampled=?`, a traced API says in which trace it is. */
async function askApi() {
  const headers = { "x-amzn-trace-id": `Root=${newTraceId()};Sampled=?` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(8_000) });
  const header = response.headers.get("x-amzn-trace-id");
  return { status: response.status, ...(header !== null && { header }) };
}

function versionOf(name) {
  try {
    return [[name, JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version]];
  } catch {
    return [];
  }
}

/** In a pod of its own, the first process is this one. */
function commandOfApi() {
  if (process.env.OWN_POD === "1") return {};
  try {
    const options = process.env.NODE_OPTIONS === undefined ? "" : `NODE_OPTIONS=${process.env.NODE_OPTIONS} `;
    return { command: options + readFileSync("/proc/1/cmdline", "utf8").split("\0").join(" ").trim() };
  } catch {
    return {};
  }
}

const PACKAGES = [
  "@pmp/tracing",
  "@opentelemetry/api",
  "@aws/aws-distro-opentelemetry-node-autoinstrumentation",
  "aws-xray-sdk",
  "aws-xray-sdk-core",
  "dd-trace",
];
const [names, udp, tcp, api] = await Promise.all([
  attempt(async () => ({ ips: (await lookup(host, { all: true })).map((found) => found.address) })),
  attempt(sendSegment),
  attempt(samplingRules),
  attempt(askApi),
]);
const result = {
  address,
  host: names,
  udp,
  tcp,
  api: { url, ...api },
  packages: { node: process.versions.node, ...Object.fromEntries(PACKAGES.flatMap(versionOf)) },
  ...commandOfApi(),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
