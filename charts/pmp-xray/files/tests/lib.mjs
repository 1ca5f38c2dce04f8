/* global AbortSignal, fetch */
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A new X-Ray trace id: version, seconds since 1970, 96 random bits. */
export function newTraceId() {
  const seconds = Math.floor(Date.now() / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/** `host:port` in its parts. */
function parseAddress(address) {
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined) throw new Error(`AWS_XRAY_DAEMON_ADDRESS is ${JSON.stringify(address)}, not host:port`);
  return { host, port: Number(port) };
}

/** Sends datagrams from one connected socket, which (unlike an unconnected one) reports that nothing listens. */
export async function sendDatagrams(address, datagrams) {
  const { host, port } = parseAddress(address);
  const socket = createSocket("udp4");
  let refused;
  socket.on("error", (error) => (refused = error));
  try {
    await promisify(socket.connect.bind(socket))(port, host);
    for (const datagram of datagrams) {
      await promisify(socket.send.bind(socket))(datagram);
      await sleep(100);
      if (refused !== undefined) throw refused;
    }
  } finally {
    socket.close();
  }
}

/** Calls X-Ray through the agent's TCP port. */
export function callXRay(address, action, body) {
  const { host, port } = parseAddress(address);
  return fetch(`http://${host}:${port}/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
}

/** The names of the sampling rules that the agent fetches from X-Ray. */
export async function samplingRules(address) {
  const response = await callXRay(address, "GetSamplingRules", {});
  const text = await response.text();
  if (!response.ok) throw new Error(`GetSamplingRules: HTTP ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text).SamplingRuleRecords.map((record) => record.SamplingRule.RuleName);
}

/** Tries until it works, at most TEST_SECONDS (30): a new agent needs a moment to get its credentials. */
export async function eventually(what, attempt) {
  const end = Date.now() + Number(process.env.TEST_SECONDS ?? 30) * 1_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what}: ${error.message}`, { cause: error });
      await sleep(1_000);
    }
  }
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}
