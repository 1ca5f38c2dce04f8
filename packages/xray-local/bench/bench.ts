/**
 * Measures what the package promises of its speed and prints it; `npm run bench -w packages/xray-local`, or one
 * part of it by its name behind that. Exits 1 when a goal is missed.
 */
import { BenchServer } from "./driver.ts";
import { traceDocuments } from "./documents.ts";
import { timeNpmRunDev } from "./npm-run-dev.ts";

const PER_SECOND = 5_000;
const SECONDS = 30;
const TICK_MS = 10;
const TRACES = 20_000;
const MAX_RSS_MB = 200;
const MAX_FIRST_MS = 3_000;

function tell(what: string, value: string, goal: string, met: boolean): void {
  if (!met) process.exitCode = 1;
  process.stdout.write(`${met ? "ok    " : "MISSED"} ${what.padEnd(48)} ${value.padStart(12)}   goal: ${goal}\n`);
}

/** A page that is open: it reads every event. Calls back with each. */
async function openPage(apiUrl: string, onText: (text: string) => void): Promise<AbortController> {
  const controller = new AbortController();
  const response = await fetch(`${apiUrl}/local/events`, { signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) onText(part.value);
  };
  // It ends with an error when the page is closed.
  read().catch(() => undefined);
  return controller;
}

async function firstTrace(): Promise<void> {
  const begun = performance.now();
  const server = await BenchServer.start();
  const page = await new Promise<AbortController>((shown, failed) => {
    const opened = openPage(server.apiUrl, (text) => {
      if (text.includes("event: traces")) opened.then(shown, failed);
    });
    opened.then(() => server.send(traceDocuments(1))).catch(failed);
  });
  const ms = performance.now() - begun;
  page.abort();
  await server.close();
  tell("from start to the first trace on the page", `${Math.round(ms)} ms`, `< ${MAX_FIRST_MS} ms`, ms < MAX_FIRST_MS);
}

async function npmRunDev(): Promise<void> {
  const { page, api, trace } = await timeNpmRunDev();
  const goal = `< ${MAX_FIRST_MS} ms`;
  tell("from npm run dev to the first trace", `${Math.round(trace)} ms`, goal, trace < MAX_FIRST_MS);
  process.stdout.write(`       page after ${Math.round(page)} ms, API after ${Math.round(api)} ms\n`);
}

/** Sends at an even rate while a page is open, and sees whether all came. */
async function sustained(): Promise<void> {
  const server = await BenchServer.start();
  const page = await openPage(server.apiUrl, () => undefined);
  const total = PER_SECOND * SECONDS;
  const begun = performance.now();
  let sent = 0;
  let documents: string[] = [];
  let n = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * PER_SECOND));
    while (documents.length < due - sent) documents.push(...traceDocuments(n++));
    const now = documents.slice(0, due - sent);
    documents = documents.slice(now.length);
    await server.send(now);
    sent += now.length;
    await new Promise((done) => setTimeout(done, TICK_MS));
  }
  const seconds = (performance.now() - begun) / 1_000;
  const { counters, cpuSeconds, rss } = await server.settled(sent);
  page.abort();
  await server.close();
  const lost = sent - counters.segments;
  tell(`${PER_SECOND} segments/s for ${SECONDS} s: lost of ${sent}`, String(lost), "0", lost === 0);
  const rate = Math.round(sent / seconds);
  tell("  rate reached, segments/s", String(rate), `>= ${PER_SECOND * 0.99}`, rate >= PER_SECOND * 0.99);
  process.stdout.write(
    `       ${counters.traces} traces kept, ${counters.evicted} evicted to stay within the memory limit, ` +
      `${Math.round(rss / 1e6)} MB resident, ${Math.round((cpuSeconds / seconds) * 100)} % of one CPU\n`,
  );
}

async function memory(): Promise<void> {
  const server = await BenchServer.start();
  const page = await openPage(server.apiUrl, () => undefined);
  let sent = 0;
  for (let n = 0; n < TRACES;) {
    const documents: string[] = [];
    for (let i = 0; i < 20 && n < TRACES; i++) documents.push(...traceDocuments(n++));
    await server.send(documents);
    sent += documents.length;
    await new Promise((done) => setTimeout(done, TICK_MS));
  }
  const { counters, rss } = await server.settled(sent);
  const list = await timed(`${server.apiUrl}/local/traces?limit=100`);
  const filtered = await timed(`${server.apiUrl}/local/traces?limit=100&filter=${encodeURIComponent("fault = true")}`);
  const deep = await timed(`${server.apiUrl}/local/traces?limit=100&filter=${encodeURIComponent('service("worker")')}`);
  const map = await timed(`${server.apiUrl}/local/map`);
  page.abort();
  await server.close();
  const mb = rss / 1e6;
  tell(`resident memory at ${TRACES} traces`, `${Math.round(mb)} MB`, `< ${MAX_RSS_MB} MB`, mb < MAX_RSS_MB);
  tell("  traces kept", String(counters.traces), String(TRACES), counters.traces === TRACES);
  process.stdout.write(
    `       estimated ${Math.round(counters.memoryBytes / 1e6)} MB; list ${list} ms, filter "fault" ${filtered} ms, ` +
      `filter "service" ${deep} ms, service map ${map} ms\n`,
  );
}

async function timed(url: string): Promise<number> {
  const begun = performance.now();
  await (await fetch(url)).arrayBuffer();
  return Math.round(performance.now() - begun);
}

const parts = { firstTrace, npmRunDev, sustained, memory };
const [, , only] = process.argv;
for (const [name, run] of Object.entries(parts)) if (only === undefined || only === name) await run();
