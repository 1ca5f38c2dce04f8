import assert from "node:assert/strict";
import { BACKLOG_PER_SECOND, Pace } from "../../../../packages/tracing/src/transport/pace.ts";

const BATCH = 64;
const QUOTA = 2_600;

interface Run {
  /** Documents sent in each second. */
  sent: number[];
  /** When the last one that waited at the beginning was sent, in seconds. */
  backlogGoneAt: number;
  /** Most that waited at any time. */
  most: number;
}

/** Works a backlog off while new documents come, on a clock of its own. */
function workOff(backlog: number, perSecond: number, seconds: number): Run {
  const pace = new Pace();
  const run: Run = { sent: Array.from({ length: seconds }, () => 0), backlogGoneAt: Infinity, most: backlog };
  let [waiting, total, due] = [backlog, 0, 0];
  pace.begin(0);
  for (let now = 0; now < seconds * 1_000; now += 1) {
    const coming = Math.floor(((now + 1) * perSecond) / 1_000) - Math.floor((now * perSecond) / 1_000);
    for (let n = 0; n < coming; n += 1) pace.arrived();
    waiting += coming;
    run.most = Math.max(run.most, waiting);
    if (now < due || waiting === 0) continue;
    const count = Math.min(BATCH, waiting);
    due = now + pace.pauseAfter(count, now);
    waiting -= count;
    total += count;
    run.sent[Math.floor(now / 1_000)]! += count;
    if (total >= backlog) run.backlogGoneAt = Math.min(run.backlogGoneAt, now / 1_000);
    if (waiting === 0) pace.end();
  }
  return run;
}

describe("the pace of sending", () => {
  it("stays below X-Ray's quota while a backlog is worked off", () => {
    for (const perSecond of [0, 200, 500, 1_000, 1_600]) {
      const { sent, backlogGoneAt } = workOff(10_000, perSecond, 60);
      for (const count of sent) assert.ok(count <= QUOTA, `${count} in a second at ${perSecond}`);
      assert.ok(backlogGoneAt <= (10_000 / BACKLOG_PER_SECOND) * 1.1, `gone after ${backlogGoneAt} s`);
    }
  });

  it("is faster than new documents come, so that none wait without end", () => {
    for (const perSecond of [1_900, 5_000]) {
      const { most, backlogGoneAt, sent } = workOff(10_000, perSecond, 60);
      assert.ok(backlogGoneAt < 6, String(backlogGoneAt));
      assert.ok(most <= 10_000 + perSecond, String(most));
      assert.equal(Math.sign(sent.at(-1)! - perSecond * 1.3), -1);
    }
  });

  it("is the receiver's otherwise, also after a backlog", () => {
    const pace = new Pace();
    assert.equal(pace.slow, false);
    const before = pace.pauseAfter(BATCH, 0);
    pace.begin(0);
    assert.equal(pace.slow, true);
    assert.equal(pace.pauseAfter(BATCH, 0), (BATCH * 1_000) / BACKLOG_PER_SECOND);
    pace.end();
    assert.equal(pace.slow, false);
    assert.equal(pace.pauseAfter(BATCH, 0), before);
    assert.ok(before <= 2);
  });
});
