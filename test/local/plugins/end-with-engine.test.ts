import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { endWithEngine } from "../../../local/plugins/end-with-engine.ts";

const module = new URL("../../../local/plugins/end-with-engine.ts", import.meta.url).href;

describe("local/plugins/end-with-engine", () => {
  it("ends a plugin whose engine was killed", async function () {
    this.timeout(30_000);
    // A plugin that would live for ever, below an engine that does nothing but wait for it.
    const plugin = `const { endWithEngine } = await import(${JSON.stringify(module)}); endWithEngine({ everyMs: 50 }); setInterval(() => 0, 1_000); console.log(process.pid);`;
    const engine = `const child = require("node:child_process").spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(plugin)}], { stdio: ["ignore", "inherit", "inherit"] }); setInterval(() => child.pid, 1_000);`;
    const running = spawn(process.execPath, ["-e", engine], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(running.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    assert.doesNotThrow(() => process.kill(pid, 0));
    running.kill("SIGKILL");
    // The pipe closes when the last of its two writers is gone.
    await once(running.stdout, "close");
  });

  it("leaves a plugin alone whose engine is there", async () => {
    let looked = 0;
    await new Promise<void>((resolve) => {
      endWithEngine({
        parent: () => {
          looked += 1;
          if (looked > 5) resolve();
          return 7;
        },
        end: () => assert.fail("it was ended"),
        everyMs: 1,
      });
      setTimeout(() => undefined, 5_000).unref();
    });
    assert.ok(looked > 5);
  });

  for (const name of ["aws", "kubernetes"]) {
    it(`is what the plugin ${name} begins with`, () => {
      const file = new URL(`../../../local/plugins/${name}/main.ts`, import.meta.url);
      assert.match(readFileSync(file, "utf8"), /^endWithEngine\(\);$/m);
    });
  }
});
