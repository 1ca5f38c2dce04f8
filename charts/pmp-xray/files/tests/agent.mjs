// The agent takes a segment over UDP, and fetches the sampling rules over TCP with its own credentials.
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { eventually, newTraceId, samplingRules, say, sendDatagrams } from "./lib.mjs";

const address = process.env.AWS_XRAY_DAEMON_ADDRESS;

const end = Date.now() / 1000;
const traceId = newTraceId();
const segment = {
  name: "pmp-xray-helm-test",
  id: randomBytes(8).toString("hex"),
  trace_id: traceId,
  start_time: end - 0.01,
  end_time: end,
};
// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
const datagram = Buffer.from(`${JSON.stringify({ format: "json", version: 1 })}\n${JSON.stringify(segment)}`);
// A refusal of the first datagram is reported on the second one; X-Ray takes the same segment twice.
await eventually(`sending to ${address} over UDP`, () => sendDatagrams(address, [datagram, datagram]));
say(`sent trace ${traceId} to ${address}`);

const rules = await eventually(`sampling rules from ${address} over TCP`, () => samplingRules(address));
if (!rules.includes("Default")) throw new Error(`X-Ray always has a rule named Default; got ${JSON.stringify(rules)}`);
say(`${rules.length} sampling rules: ${rules.join(", ")}`);
