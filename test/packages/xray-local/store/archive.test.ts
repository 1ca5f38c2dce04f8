import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Archive } from "../../../../packages/xray-local/src/store/archive.ts";
import { Refusals } from "../../../../packages/xray-local/src/store/refusals.ts";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";
import { segment, subsegment, TRACE_ID } from "../support/documents.ts";

const MEBIBYTE = 1024 * 1024;

describe("the file of traces", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "xray-local-"));
    file = join(folder, "made", "traces.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A start with that file, and its end. */
  async function session(use: (store: TraceStore) => void, limit = 16 * MEBIBYTE): Promise<Refusals> {
    const store = new TraceStore(limit);
    const refusals = new Refusals();
    const archive = await Archive.open(file, store, refusals);
    use(store);
    await archive.close();
    return refusals;
  }

  function add(store: TraceStore, document: ReturnType<typeof segment>, text = JSON.stringify(document)): void {
    store.add(document, text);
  }

  it("has the traces again at the next start, and goes on", async () => {
    await session((store) => add(store, segment(1), JSON.stringify(segment(1), null, 2)));
    await session((store) => {
      assert.deepEqual(store.get(TRACE_ID)?.segments(), [segment(1)]);
      add(store, subsegment(2, 1));
    });
    await session((store) => assert.equal(store.get(TRACE_ID)?.segments()[0]?.subsegments?.length, 1));
    assert.equal((await readFile(file, "utf8")).split("\n").filter((line) => line !== "").length, 2);
  });

  it("leaves out a line that was cut off, and what is no document", async () => {
    await session((store) => add(store, segment(1)));
    await appendFile(file, `nonsense\n${JSON.stringify(segment(3)).slice(0, 50)}`);
    await session((store) => {
      assert.equal(store.get(TRACE_ID)?.raw.length, 1);
      add(store, segment(4));
    });
    await session((store) => assert.equal(store.get(TRACE_ID)?.raw.length, 2));
  });

  it("is written anew with what is kept when it has grown to twice what may be kept", async () => {
    const document = (n: number): ReturnType<typeof segment> =>
      segment(n, {
        trace_id: `1-5759e988-${n.toString(16).padStart(24, "0")}`,
        user: String(n).repeat(400).slice(0, 2_000),
      });
    const all = 3_000;
    await session((store) => {
      for (let n = 1; n <= all; n++) add(store, document(n));
    }, MEBIBYTE);
    assert.ok((await stat(file)).size < 3 * MEBIBYTE, String((await stat(file)).size));
    await session((store) => {
      assert.deepEqual(store.get(document(all).trace_id)?.segments(), [document(all)]);
    }, MEBIBYTE);
  });

  it("that can't be made says why at the start", async () => {
    await writeFile(join(folder, "made"), "a file where a folder must be");
    await assert.rejects(
      session(() => undefined),
      /EEXIST|ENOTDIR/,
    );
  });
});
