import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "@pmp/command-line";
import { createTerminal } from "../../local/terminal.ts";

/** Collects what is written. */
class Output {
  readonly isTTY: boolean;
  readonly columns = 40;
  text = "";

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

const escape = "\u001b";

/** Everything that a terminal of this kind prints, one call of each sort. */
function printed(isTTY: boolean, env: NodeJS.ProcessEnv): string {
  const out = new Output(isTTY);
  const terminal = createTerminal(out, env, () => 0);
  terminal.step("a step");
  terminal.info("a detail");
  terminal.error("a fault");
  terminal.print("as it is");
  return out.text;
}

const plain = ["   0 s  a step", "        a detail", "error   a fault", "as it is", ""].join("\n");

describe("local/terminal", () => {
  it("is plain where the output is no terminal", () => {
    assert.equal(printed(false, {}), plain);
  });

  it("colours the clock, the step and the word error on a terminal", () => {
    const text = printed(true, {});
    assert.ok(text.includes(`${escape}[2m   0 s${escape}[0m  ${escape}[1ma step${escape}[0m\n`));
    assert.ok(text.includes(`${escape}[31merror${escape}[0m   a fault\n`));
    assert.equal(text.replaceAll(/\u001b\[\d+m/g, ""), plain); // eslint-disable-line no-control-regex
  });

  for (const name of ["NO_COLOR", "CI"]) {
    it(`is plain on a terminal where ${name} is set, whatever its value`, () => {
      for (const value of ["1", "0", "true", "false"]) assert.equal(printed(true, { [name]: value }), plain);
    });

    it(`takes an empty ${name} for none`, () => {
      assert.equal(printed(true, { [name]: "" }), printed(true, {}));
    });
  }

  it("gives each step the whole seconds since the start", () => {
    const out = new Output(false);
    let now = 1_000_000;
    const terminal = createTerminal(out, {}, () => now);
    now += 7_400;
    terminal.step("soon");
    now += 84_200;
    terminal.step("later");
    assert.equal(out.text, "   7 s  soon\n  92 s  later\n");
  });

  it("rewrites one line of progress on a terminal, and clears it before the next line", () => {
    const out = new Output(true);
    const terminal = createTerminal(out, { NO_COLOR: "1" }, () => 0);
    terminal.progress("one");
    terminal.progress("two");
    terminal.step("done");
    terminal.step("more");
    const clear = `\r${escape}[2K`;
    assert.equal(out.text, `${clear}   0 s  one …${clear}   0 s  two …${clear}   0 s  done\n   0 s  more\n`);
  });

  it("keeps progress within the width of the terminal, because a second line would stay", () => {
    const out = new Output(true);
    createTerminal(out, { NO_COLOR: "1" }, () => 0).progress("x".repeat(100));
    assert.equal(out.text, `\r${escape}[2K   0 s  ${"x".repeat(31)}`);
  });

  it("writes the seconds of the progress again, until a line follows", async () => {
    const out = new Output(true);
    let now = 0;
    const terminal = createTerminal(out, { NO_COLOR: "1" }, () => now, 1);
    terminal.progress("one");
    now = 5_000;
    while (!out.text.includes("5 s  one")) await sleep(1);
    terminal.print("end");
    const { length } = out.text;
    await sleep(20);
    assert.equal(out.text.length, length);
  });

  for (const [what, isTTY, env] of [
    ["the output is no terminal", false, {}],
    ["CI is set", true, { CI: "true" }],
    ["the terminal can't move its cursor", true, { TERM: "dumb" }],
  ] as const) {
    it(`writes no progress where ${what}`, () => {
      const out = new Output(isTTY);
      createTerminal(out, env).progress("one");
      assert.equal(out.text, "");
    });
  }

  it("indents every line of a detail", () => {
    const out = new Output(false);
    createTerminal(out, {}).info("one\ntwo\n\nthree");
    assert.equal(out.text, "        one\n        two\n        \n        three\n");
  });

  it("has an error of its own for what the person can fix", () => {
    const error = new UsageError("give another port");
    assert.equal(error.name, "UsageError");
    assert.equal(error.message, "give another port");
    assert.ok(error instanceof Error);
  });
});
