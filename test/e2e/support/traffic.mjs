/* global clearInterval, setInterval */
// Runs in a pod of its own: 20 requests a second, each sampled by its header, each on a connection of its own.
// Prints `trace-id status` for each. Ends on SIGTERM.
import { randomBytes } from "node:crypto";
import { get } from "node:http";

let stopped = false;
process.once("SIGTERM", () => (stopped = true));

function request() {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  const headers = { "x-amzn-trace-id": `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=1` };
  const report = (outcome) => process.stdout.write(`${root} ${outcome}\n`);
  get(process.env.API_URL, { agent: false, headers, timeout: 5_000 }, (response) => {
    response.resume().once("end", () => report(response.statusCode));
  })
    .once("timeout", function () {
      this.destroy(new Error("no answer in 5 s"));
    })
    .once("error", (error) => report(`failed: ${error.message}`));
}

const timer = setInterval(() => (stopped ? clearInterval(timer) : request()), 50);
