import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAlarms } from "../../../local/alarms/start.ts";

describe("local/alarms/start", function () {
  this.timeout(60_000);

  it("starts a process that ends when the pipe to it closes, as it does with this process", async () => {
    const logs = mkdtempSync(join(tmpdir(), "pmp-xray-alarms-"));
    try {
      const child = startAlarms("http://127.0.0.1:9", logs);
      child.stdin!.end();
      const [code] = (await once(child, "exit")) as [number | null];
      assert.equal(code, 0, readFileSync(join(logs, "alarms.log"), "utf8"));
    } finally {
      rmSync(logs, { recursive: true, force: true });
    }
  });
});
