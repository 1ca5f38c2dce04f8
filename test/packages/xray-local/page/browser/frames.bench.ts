/**
 * Measures how smoothly the page scrolls with 5,000 traces in its list, alone and while traces come in: the times between
 * the browser's frames. Part of `npm run bench`; exits 1 when the goal is missed, and does nothing without a Chromium.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { startXRayLocal } from "@pmp/xray-local";
import type { Page } from "playwright-core";
import { Browser } from "./browser.ts";
import { segmentDatagram, sendDatagram } from "./datagrams.ts";
import { findChromium } from "./find-chromium.ts";

const TRACES = 5_000;
const BATCH = 50;
const SECONDS = 5;
/** Traces a second that come in while the page scrolls. */
const INCOMING = 200;
/** Frames a second that count as 60: a browser's own clock is not exact. */
const GOAL_FPS = 58;

/** Scrolls the list by a hand's width with each frame, there and back, and gives the times between the frames. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector(".scroller");
  const intervals = [];
  const begun = performance.now();
  let before = begun;
  let direction = 1;
  const frame = (now) => {
    intervals.push(now - before);
    before = now;
    if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) direction = -1;
    if (list.scrollTop <= 0) direction = 1;
    list.scrollTop += direction * 90;
    if (now - begun < ${String(SECONDS * 1000)}) requestAnimationFrame(frame);
    else resolve(intervals.slice(1));
  };
  requestAnimationFrame(frame);
})`;

async function measure(page: Page, what: string): Promise<void> {
  const intervals = (await page.evaluate<number[]>(SCROLL)).sort((a, b) => a - b);
  const at = (share: number): string => (intervals[Math.floor((intervals.length - 1) * share)] ?? NaN).toFixed(1);
  const fps = (1000 * intervals.length) / intervals.reduce((sum, interval) => sum + interval, 0);
  const met = fps >= GOAL_FPS;
  if (!met) process.exitCode = 1;
  const numbers = `${fps.toFixed(1)} frames/s, between frames: median ${at(0.5)} ms, 99 % below ${at(0.99)} ms`;
  process.stdout.write(`${met ? "ok    " : "MISSED"} ${what.padEnd(48)} ${numbers}   goal: ${String(GOAL_FPS)}\n`);
}

const chromium = await findChromium();
if ("reason" in chromium) {
  process.stdout.write(`not measured: ${chromium.reason}\n`);
  process.exit(0);
}
const xray = await startXRayLocal({ port: 0, agentPort: 0, otlpPort: false });
const browser = await Browser.start(chromium.path, { width: 1280, height: 800 }, 1);
try {
  const send = (): Promise<void> => sendDatagram(xray.agentAddress, segmentDatagram("a-service"));
  for (let sent = 0; sent < TRACES; sent += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, send));
    // The endpoint runs in this process too, and needs its turn.
    await sleep(10);
  }
  const { page } = await browser.open(xray.apiUrl);
  await page
    .getByRole("status")
    .getByText(/^[5-9],\d{3} traces$/)
    .waitFor();
  await sleep(1000);
  await measure(page, `scrolling through ${String(TRACES)} traces`);
  const timer = setInterval(() => void Promise.all(Array.from({ length: INCOMING / 20 }, send)), 50);
  await measure(page, `the same while ${String(INCOMING)} traces a second come in`);
  clearInterval(timer);
} finally {
  await browser.close();
  await xray.close();
}
