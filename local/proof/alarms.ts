import { setTimeout as sleep } from "node:timers/promises";
import type { Arrived } from "../alarms/inbox.ts";
import { section } from "./report.ts";
import { table } from "./table.ts";

/** Where states and notifications are read; replaced in tests. */
export interface AlarmSource {
  /** Every alarm's state, by its name. */
  states(): Promise<ReadonlyMap<string, string>>;
  /** The notifications that have arrived since the last call. */
  take(): Promise<readonly Arrived[]>;
}

export interface AlarmProof {
  /** What was waited for, with every alarm's state then. */
  readonly steps: readonly { readonly when: string; readonly states: ReadonlyMap<string, string> }[];
  readonly arrived: readonly Arrived[];
  readonly problems: readonly string[];
}

export interface AlarmTiming {
  /** How long each change of states may take. */
  readonly timeoutMs: number;
  readonly everyMs: number;
}

/** Requests, the rest of their minute, the arrival of their traces, and a busy machine. */
const TIMING: AlarmTiming = { timeoutMs: 240_000, everyMs: 2_000 };

/**
 * Waits until the requests that fail on purpose have put the alarm on faults and the one that pages into ALARM, and then until
 * all alarms are OK, with a notification of each. It is started before the requests.
 */
export async function proveAlarms(
  source: AlarmSource,
  names: readonly string[],
  signal: AbortSignal,
  { timeoutMs, everyMs }: AlarmTiming = TIMING,
): Promise<AlarmProof> {
  const urgent = names.filter((name) => /-(?:fault-rate|page)(?:-|$)/.test(name));
  const steps: AlarmProof["steps"][number][] = [];
  const arrived: Arrived[] = [];
  const problems: string[] = [];
  const until = async (when: string, wanted: string, of: readonly string[]): Promise<boolean> => {
    const deadline = Date.now() + timeoutMs;
    const informed = (): boolean =>
      urgent.every((alarm) => arrived.some((one) => one.alarm === alarm && one.state === wanted));
    for (;;) {
      const states = await source.states();
      arrived.push(...(await source.take()));
      const others = of.filter((name) => states.get(name) !== wanted);
      const done = others.length === 0 && informed();
      if (done || Date.now() > deadline) {
        steps.push({ when, states });
        if (done) return true;
        const why =
          others.length === 0
            ? "no notification of it arrived"
            : others.map((name) => `${name} is ${states.get(name) ?? "not there"}`).join(", ");
        problems.push(`${when}: not every alarm was ${wanted} within ${timeoutMs / 1000} s: ${why}`);
        return false;
      }
      await sleep(everyMs, undefined, { signal });
    }
  };
  if (await until("requests that fail", "ALARM", urgent)) await until("no more of them", "OK", names);
  for (const { alarm, description } of arrived) {
    if (!description.includes("https://")) problems.push(`the notification of ${alarm} has no link: ${description}`);
  }
  return { steps, arrived, problems };
}

/** The states and the notifications as tables for people. */
export function alarmReport({ steps, arrived }: AlarmProof): string {
  const names = [...new Set(steps.flatMap(({ states }) => [...states.keys()]))];
  return [
    section(
      "Alarms, read back from CloudWatch",
      table(
        ["after", ...names],
        steps.map(({ when, states }) => [when, ...names.map((name) => states.get(name) ?? "-")]),
      ),
    ),
    section(
      "Notifications that arrived in a queue subscribed to the topic",
      table(
        ["alarm", "state", "text"],
        arrived.map(({ alarm, state, description }) => [alarm, state, description]),
      ),
    ),
  ].join("\n\n");
}
