import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Archive } from "../../../../packages/xray-local/src/store/archive.ts";
import { RejectionCounter } from "../../../../packages/xray-local/src/store/rejection-counter.ts";
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
  async function session(use: (store: TraceStore) => void, limit = 16 * MEBIBYTE): Promise<RejectionCounter> {
    const store = new TraceStore(limit);
    const rejections = new RejectionCounter();
    const archive = await Archive.open(file, store, rejections);
    use(store);
    await archive.close();
    return rejections;
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

  it("keeps a document with every character that JSON allows in a string", async () => {
    const document = segment(1, {
      user: "line\u2028separator, paragraph\u2029separator, \u0085, ä and 😀".repeat(500),
    });
    await session((store) => add(store, document));
    const rejections = await session((store) => assert.deepEqual(store.get(TRACE_ID)?.segments(), [document]));
    assert.deepEqual(rejections.counts(), []);
  });

  it("leaves out a line that is far longer than a document", async () => {
    await session((store) => add(store, segment(1)));
    await appendFile(file, `${"x".repeat(5 * MEBIBYTE)}\n${JSON.stringify(segment(2))}\n`);
    await session((store) => assert.equal(store.get(TRACE_ID)?.raw.length, 2));
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

  const numbered = (n: number): ReturnType<typeof segment> =>
    segment(n, { trace_id: `1-5759e988-${n.toString(16).padStart(24, "0")}`, user: `ä${n}`.repeat(200) });

  it("loses nothing that comes while it is rewritten", async () => {
    const all = 6_000;
    const store = new TraceStore(MEBIBYTE);
    const archive = await Archive.open(file, store, new RejectionCounter());
    for (let n = 1; n <= all; n++) {
      add(store, numbered(n));
      if (n % 50 === 0) await new Promise((done) => setImmediate(done));
    }
    const kept = [...store.all()].map(({ id }) => id);
    await archive.close();
    const again = new TraceStore(16 * MEBIBYTE);
    await (await Archive.open(file, again, new RejectionCounter())).close();
    assert.deepEqual(
      kept.filter((id) => again.get(id) === undefined),
      [],
    );
    const lines = (await readFile(file, "utf8")).split("\n").length - 1;
    assert.ok(lines < all, `${lines} lines: it was not rewritten`);
    assert.deepEqual(await readdir(join(folder, "made")), ["traces.jsonl"]);
  });

  it("grows on, and says so, when it can't be rewritten; no rejection is left to end the process", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): unknown => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const store = new TraceStore(MEBIBYTE);
      const rejections = new RejectionCounter();
      const archive = await Archive.open(file, store, rejections);
      // A folder in the place of the new file is refused to root as well.
      await mkdir(`${file}.new`);
      for (let n = 1; n <= 4_000; n++) add(store, numbered(n));
      await archive.close();
      await new Promise((done) => setImmediate(done));
      assert.deepEqual(unhandled, []);
      const [rejection] = rejections.counts();
      assert.match(rejection?.reason ?? "", /can't be rewritten/);
      assert.match(rejection?.last ?? "", /EISDIR/);
      assert.equal((await readFile(file, "utf8")).split("\n").length - 1, 4_000);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  it("outlives its folder", async () => {
    const store = new TraceStore(MEBIBYTE);
    const rejections = new RejectionCounter();
    const archive = await Archive.open(file, store, rejections);
    await rm(join(folder, "made"), { recursive: true });
    for (let n = 1; n <= 4_000; n++) add(store, numbered(n));
    await archive.close();
    assert.match(rejections.counts()[0]?.last ?? "", /ENOENT/);
    assert.ok(store.get(numbered(4_000).trace_id));
  });

  it("that can't be made says why at the start", async () => {
    await writeFile(join(folder, "made"), "a file where a folder must be");
    await assert.rejects(
      session(() => undefined),
      /EEXIST|ENOTDIR/,
    );
  });
});
