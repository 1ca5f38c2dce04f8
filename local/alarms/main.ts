/**
 * Background process beside the AWS emulator: each minute it publishes what X-Ray would of the minute before, and evaluates
 * the alarms. Started by the cluster's supervisor; ends when its stdin does.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AlarmWatch } from "./alarm-watch.ts";
import { Metrics } from "./metrics.ts";
import { TraceCounts } from "./trace-counts.ts";

const [, , endpoint] = process.argv;
if (endpoint === undefined) throw new Error("usage: main.ts EMULATOR_URL");

/** Milliseconds after a minute until the agent has sent what began in it. */
const ARRIVAL_MS = 5_000;
const MINUTE_MS = 60_000;

const counts = new TraceCounts(endpoint);
const metrics = new Metrics(endpoint);
const watch = new AlarmWatch(endpoint);

function log(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`);
}

/** @param start beginning of the minute, milliseconds since 1970 */
async function publish(start: number): Promise<void> {
  const published = await counts.inMinute(start / 1000);
  await metrics.publish(start / 1000, published);
  const alarms = await watch.step((start + MINUTE_MS) / 1000);
  const list = (entries: readonly string[]): string => (entries.length === 0 ? "none" : entries.join(", "));
  log(
    `traces: ${list([...published].map(([group, count]) => `${group} ${count}`))}; ` +
      `in ALARM: ${list(alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name))}`,
  );
}

process.stdin.resume().once("end", () => process.exit(0));
for (let start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS; ; start += MINUTE_MS) {
  await sleep(Math.max(0, start + MINUTE_MS + ARRIVAL_MS - Date.now()));
  try {
    await publish(start);
  } catch (error) {
    // The emulator is still starting, or busy: the next minute is another one.
    log(error instanceof Error ? error.message : String(error));
  }
}
