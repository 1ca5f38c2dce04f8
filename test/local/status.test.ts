import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { clusterPaths } from "../../local/paths.ts";
import { status } from "../../local/status.ts";
import { createTerminal } from "../../local/terminal.ts";
import { processStartTime, writeState } from "../../local/cluster/state.ts";
import { clusterState } from "./support.ts";
import { setEnv } from "../support/env.ts";
import { temporaryFolder } from "../packages/tools/support.ts";

describe("local/status", () => {
  let restore: () => void;

  afterEach(() => restore());

  /** What `npm run status` prints and answers. `startTime`: when the process that holds the cluster started. */
  async function asked(startTime?: string): Promise<{ text: string; code: number }> {
    const dir = await temporaryFolder();
    restore = setEnv({ PMP_XRAY_CACHE: dir });
    const paths = clusterPaths(dir);
    if (startTime !== undefined) {
      mkdirSync(paths.root);
      writeState(paths, clusterState(process.pid, startTime));
    }
    let text = "";
    const code = status(createTerminal({ write: (part) => (text += part) }, {}));
    return { text, code };
  }

  it("says since when the cluster runs, and what one can do with it", async () => {
    const { text, code } = await asked(processStartTime(process.pid));
    assert.equal(code, 0);
    assert.ok(text.startsWith(`The local cluster runs since 2030-01-02T03:04:05.000Z (pid ${process.pid}).`));
    assert.ok(text.includes("curl http://127.0.0.1:3001/api/products"));
  });

  it("says how to start one where none runs, and answers 1", async () => {
    const { text, code } = await asked();
    assert.equal(code, 1);
    assert.match(text, /does not run\. Start it with: npm start -- --full\n$/);
  });

  it("does not take another process with the same pid for it", async () => {
    assert.equal((await asked("1")).code, 1);
  });
});
