/* global AbortSignal, fetch */
// The API answers. Asked for it by `Sampled=?`, it says in which trace and whether that is sampled, in the response's header.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
import { eventually, newTraceId, say } from "./lib.mjs";

const url = process.env.API_URL;
const required = process.env.TRACE_HEADER === "required";
const traceId = newTraceId();

const response = await eventually(`GET ${url}`, async () => {
  const headers = { "x-amzn-trace-id": `Root=${traceId};Sampled=?` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer;
});
const header = response.headers.get("x-amzn-trace-id");
say(`GET ${url}: HTTP ${response.status}, X-Amzn-Trace-Id: ${header ?? "none"}`);
if (header === null && required) throw new Error("the response does not name its trace: the API is not traced");
if (header !== null) {
  const fields = header.split(";");
  if (!fields.includes(`Root=${traceId}`)) throw new Error(`the response names another trace than ${traceId}`);
  if (!fields.some((field) => /^Sampled=[01]$/.test(field)))
    throw new Error("the response does not say whether it is sampled");
}
