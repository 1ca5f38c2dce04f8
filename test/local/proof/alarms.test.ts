import assert from "node:assert/strict";
import type { Arrived } from "../../../local/alarms/inbox.ts";
import { alarmReport, proveAlarms, type AlarmProof } from "../../../local/proof/alarms.ts";

const NAMES = ["pmp-api-page", "pmp-api-fault-rate", "pmp-api-slow-share", "pmp-api-no-traces"];
const note = (alarm: string, state: string, description = "Traces: https://console.example.com"): Arrived => ({
  topic: "t",
  subject: `${state}: ${alarm}`,
  alarm: `pmp-api-${alarm}`,
  state,
  description,
});
const ALL_OK = ["OK", "OK", "OK", "OK"];
const FAULTY = ["ALARM", "ALARM", "OK", "OK"];
const FIRED = [note("page", "ALARM"), note("fault-rate", "ALARM")];
const RECOVERED = [note("page", "OK"), note("fault-rate", "OK")];

/** Answers one after the other; the last one stays. */
function prove(states: readonly (readonly string[])[], notes: readonly (readonly Arrived[])[]): Promise<AlarmProof> {
  const [left, arriving] = [[...states], [...notes]];
  const source = {
    states: () =>
      Promise.resolve(
        new Map(((left.length > 1 ? left.shift() : left[0]) ?? []).map((state, index) => [NAMES[index]!, state])),
      ),
    take: () => Promise.resolve(arriving.shift() ?? []),
  };
  return proveAlarms(source, NAMES, new AbortController().signal, { timeoutMs: 50, everyMs: 1 });
}

describe("local/proof/alarms", () => {
  it("holds when the alarms fire, recover, and each change is notified", async () => {
    const proof = await prove([ALL_OK, FAULTY, FAULTY, ALL_OK], [[], [FIRED[0]!], [FIRED[1]!], RECOVERED]);
    assert.deepEqual(proof.problems, []);
    assert.equal(proof.arrived.length, 4);
    assert.match(alarmReport(proof), /^requests that fail +ALARM +ALARM +OK +OK$/m);
    assert.match(alarmReport(proof), /^pmp-api-fault-rate +OK +Traces: https:/m);
  });

  for (const [what, states, notes, problem] of [
    [
      "no alarm fires",
      [ALL_OK],
      [],
      /requests that fail: not every alarm was ALARM .*: pmp-api-page is OK, pmp-api-fault-rate is OK/,
    ],
    ["nothing arrives", [FAULTY], [], /no notification of it arrived/],
    ["an alarm stays", [FAULTY], [FIRED], /no more of them: not every alarm was OK .*pmp-api-fault-rate is ALARM/],
    [
      "a text has no link",
      [FAULTY, ALL_OK],
      [[...FIRED, note("page", "OK", "?")], RECOVERED],
      /the notification of pmp-api-page has no link/,
    ],
  ] as const) {
    it(`says so when ${what}`, async () => {
      const { problems } = await prove(states, notes);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, problem);
    });
  }
});
