import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { browserCommand, wantsBrowser } from "../../../cli/dev/browser.ts";
import { watchInterrupts } from "../../../cli/dev/interrupts.ts";
import { descendants } from "../../../cli/dev/process-tree.ts";

describe("the browser", () => {
  const screen = { env: { DISPLAY: ":0" }, platform: "linux" as const, isTerminal: true };

  it("is opened where somebody looks on and there is a screen", () => {
    assert.equal(wantsBrowser(screen), true);
    assert.equal(wantsBrowser({ ...screen, env: { WAYLAND_DISPLAY: "wayland-0" } }), true);
    assert.equal(wantsBrowser({ ...screen, env: {}, platform: "darwin" }), true);
    assert.equal(wantsBrowser({ ...screen, env: {}, platform: "win32" }), true);
  });

  it("is not opened in CI, without a terminal, or without a screen", () => {
    assert.equal(wantsBrowser({ ...screen, env: { DISPLAY: ":0", CI: "true" } }), false);
    assert.equal(wantsBrowser({ ...screen, isTerminal: false }), false);
    assert.equal(wantsBrowser({ ...screen, env: {} }), false);
  });

  it("is the system's own", () => {
    const url = "http://127.0.0.1:2001";
    assert.deepEqual(browserCommand(url, "linux"), ["xdg-open", url]);
    assert.deepEqual(browserCommand(url, "darwin"), ["open", url]);
    assert.deepEqual(browserCommand(url, "win32"), ["explorer.exe", url]);
  });
});

describe("what is below a process", () => {
  it("is found through all levels, nearest first, and circles do no harm", () => {
    const table = "    1     0\n   10     1\n   11    10\n   12    10\n   13    11\n   99     1\n  20 21\n  21 20\n";
    assert.deepEqual(descendants(10, table), [11, 12, 13]);
    assert.deepEqual(descendants(20, table), [21, 20]);
    assert.deepEqual(descendants(7, table), []);
    assert.deepEqual(descendants(7, "ps: no such option"), []);
  });
});

describe("signals", () => {
  function watched(isTerminal: boolean): {
    source: EventEmitter;
    got: string[];
    first: Promise<void>;
    dispose: () => void;
  } {
    const got: string[] = [];
    const source = new EventEmitter();
    const child = {
      ended: Promise.resolve(0),
      signal: (name: NodeJS.Signals) => void got.push(name),
      kill: () => Promise.resolve(void got.push("kill")),
    };
    return { source, got, ...watchInterrupts(child, { isTerminal, say: () => undefined, source }) };
  }

  it("are passed on once; the second kills", async () => {
    const { source, got, first, dispose } = watched(false);
    source.emit("SIGTERM", "SIGTERM");
    await first;
    source.emit("SIGINT", "SIGINT");
    assert.deepEqual(got, ["SIGTERM", "kill"]);
    dispose();
    assert.equal(source.listenerCount("SIGINT"), 0);
  });

  it("are not passed on where the terminal has sent Ctrl-C to the command already", () => {
    const { source, got, dispose } = watched(true);
    source.emit("SIGINT", "SIGINT");
    assert.deepEqual(got, []);
    dispose();
    const other = watched(true);
    other.source.emit("SIGHUP", "SIGHUP");
    assert.deepEqual(other.got, ["SIGHUP"]);
    other.dispose();
  });
});
