import assert from "node:assert/strict";
import { mock } from "node:test";
import { duration, Progress } from "../../../packages/tools/src/progress.ts";
import { Recorder } from "./support.ts";

describe("packages/tools/progress", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setInterval", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("writes a line every 30 seconds where nobody watches: what, how far, how long, how long it usually takes", () => {
    const output = new Recorder();
    const task = new Progress(output, {}).start("compiling fakecloud", 540);
    task.update("123 of 657 crates");
    for (let second = 0; second < 65; second++) mock.timers.tick(1_000);
    task.done();
    assert.deepEqual(output.text.split("\n"), [
      "compiling fakecloud, usually about 9 min",
      "  compiling fakecloud: 123 of 657 crates, 30 s of about 9 min",
      "  compiling fakecloud: 123 of 657 crates, 1 min of about 9 min",
      "done compiling fakecloud (1 min 5 s)",
      "",
    ]);
  });

  it("rewrites one line on a terminal, no longer than the terminal is wide", () => {
    const output = new Recorder(true);
    const progress = new Progress(output, {});
    const first = progress.start("first", 120);
    const second = progress.start("second with a name that takes a good part of the line", 60);
    first.update("1 of 2");
    second.update("a state that is long too");
    mock.timers.tick(1_000);
    assert.ok(!output.text.includes("\n"));
    const last = output.text.split("\r\u001b[2K").at(-1)!;
    assert.ok(last.startsWith("1 s of about 2 min | first: 1 of 2 | second with"));
    assert.ok(last.length < output.columns);
    first.done();
    second.fail();
    assert.match(output.text, /done.* first \(1 s\)\n/);
    assert.match(output.text, /failed.* second .*\(1 s\)\n/);
  });

  it("uses color on a terminal, unless NO_COLOR says no", () => {
    const text = (isTTY: boolean, env: NodeJS.ProcessEnv): string => {
      const output = new Recorder(isTTY);
      new Progress(output, env).start("step").done();
      return output.text;
    };
    assert.ok(text(true, {}).includes("\u001b[1;32mdone"));
    assert.ok(!text(true, { NO_COLOR: "1" }).includes("\u001b[1;"));
    assert.ok(text(true, { NO_COLOR: "" }).includes("\u001b[1;"), "an empty NO_COLOR doesn't count");
    assert.ok(!text(false, {}).includes("\u001b["));
    assert.ok(!text(true, { CI: "true" }).includes("\u001b["), "a CI log is no terminal even if it looks like one");
    assert.ok(!text(true, { TERM: "dumb" }).includes("\u001b["));
  });

  it("stops its timer with the last task, and ends a task only once", () => {
    for (const isTTY of [false, true]) {
      const output = new Recorder(isTTY);
      const task = new Progress(output, { NO_COLOR: "1" }).start("step");
      task.done();
      task.fail();
      const { text } = output;
      mock.timers.tick(120_000);
      assert.equal(output.text, text);
      assert.ok(text.endsWith("done step (0 s)\n"));
    }
  });

  it("says how long in words that one reads at a glance", () => {
    assert.deepEqual([0, 59.4, 60, 125, 599, 600, 754].map(duration), [
      "0 s",
      "59 s",
      "1 min",
      "2 min 5 s",
      "9 min 59 s",
      "10 min",
      "13 min",
    ]);
  });
});
