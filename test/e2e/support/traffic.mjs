/* global clearInterval, setInterval */
// Runs in a pod of its own: 20 requests a second, each sampled by its header, each on a connection of its own.
// Prints `trace-id status` for each. Ends on SIGTERM. The first one is sent once the Service answers: the node learns of a new Service's
// pods a moment after they are ready.
import { randomBytes } from "node:crypto";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

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

function answers() {
  return new Promise((resolve) => {
    get(
      process.env.API_URL,
      { agent: false, headers: { "x-amzn-trace-id": "Sampled=0" }, timeout: 5_000 },
      (response) => {
        response.resume().once("end", () => resolve(true));
      },
    )
      .once("timeout", function () {
        this.destroy();
      })
      .once("error", () => resolve(false));
  });
}

while (!stopped && !(await answers())) await sleep(50);
const timer = setInterval(() => (stopped ? clearInterval(timer) : request()), 50);
