import assert from "node:assert/strict";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { capture, captureUntilClosed, openSubsegment, type Subsegment } from "../../../packages/tracing/src/capture.ts";
import { annotate } from "../../../packages/tracing/src/helpers.ts";
import type { JsonObject } from "./support/fake-agent.ts";
import { problemsOf } from "./support/segment-schema.ts";
import { call, SAMPLED, Traced } from "./support/traced.ts";

describe("capture", () => {
  let traced: Traced;
  beforeEach(async () => {
    traced = await Traced.start();
  });
  afterEach(() => traced.stop());

  /** What is recorded of a request whose handler does this: its segment, and its subsegments by name. */
  async function record(work: () => unknown): Promise<{ segment: JsonObject; named: (name: string) => JsonObject }> {
    const port = await traced.serve((_request, response) => {
      void Promise.resolve(work()).finally(() => response.end());
    });
    await call(port, { headers: SAMPLED });
    await traced.tracing.flush();
    await traced.agent.until("the segment", () => traced.agent.documents.some((document) => !("type" in document)));
    for (const document of traced.agent.documents) assert.deepEqual(problemsOf(document), []);
    const all = traced.agent.documents;
    const one = (matches: (document: JsonObject) => boolean): JsonObject => {
      const found = all.filter(matches);
      assert.equal(found.length, 1, JSON.stringify(all));
      return found[0]!;
    };
    return {
      segment: one((document) => !("type" in document)),
      named: (name) => one((document) => document.name === name),
    };
  }

  it("runs a function in a subsegment that ends with it, or with its promise, and returns what it returns", async () => {
    const { segment, named } = await record(async () => {
      assert.equal(
        capture("now", () => 17),
        17,
      );
      const promise = Promise.resolve("later");
      assert.equal(
        capture("soon", () => promise),
        promise,
      );
      assert.equal(
        await capture("slow", async () => {
          await sleep(30);
          return capture("inner", () => "done");
        }),
        "done",
      );
    });
    for (const name of ["now", "soon", "slow"]) assert.equal(named(name).parent_id, segment.id);
    assert.equal(named("inner").parent_id, named("slow").id);
    const { start_time, end_time } = named("slow") as { start_time: number; end_time: number };
    assert.ok(end_time - start_time >= 0.025, `${end_time - start_time}`);
    assert.ok(!("fault" in named("now")));
  });

  it("records what is thrown or rejected and passes it on", async () => {
    const { segment, named } = await record(async () => {
      assert.throws(() => capture("throws", () => fail("at once")), /at once/);
      await assert.rejects(
        capture("rejects", async () => {
          await sleep(1);
          fail("later");
        }),
        /later/,
      );
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what an app may do
      await assert.rejects(capture("no reason", () => Promise.reject()).catch(() => fail("caught")));
      assert.throws(() => captureUntilClosed("open", () => fail("before close")), /before close/);
    });
    for (const name of ["throws", "rejects", "no reason", "open"]) assert.equal(named(name).fault, true, name);
    assert.match(JSON.stringify(named("rejects").cause), /later/);
    assert.ok(!("fault" in segment));
  });

  it("ends what is open until closed by close only, once, with or without an error", async () => {
    const { named } = await record(async () => {
      const closed = await captureUntilClosed(
        "callback",
        (subsegment) =>
          new Promise<Subsegment>((resolve) => {
            setTimeout(() => {
              subsegment.close();
              subsegment.close(new Error("too late"));
              resolve(subsegment);
            }, 30);
          }),
      );
      closed.annotate({ late: true });
      openSubsegment("failed").close(new Error("told"));
      openSubsegment("no error").close(null);
    });
    const { start_time, end_time } = named("callback") as { start_time: number; end_time: number };
    assert.ok(end_time - start_time >= 0.025);
    assert.ok(!("fault" in named("callback")) && !("annotations" in named("callback")));
    assert.equal(named("failed").fault, true);
    assert.ok(!("fault" in named("no error")));
  });

  it("records annotations, metadata and errors of a subsegment on it, and those of the request on the segment", async () => {
    const { segment, named } = await record(() =>
      capture("work", (subsegment) => {
        subsegment.annotate({ items: 3 });
        subsegment.metadata({ cart: [1] }, "shop");
        subsegment.recordError(new Error("handled"));
        annotate({ tier: "gold" });
      }),
    );
    assert.deepEqual(named("work").annotations, { items: 3 });
    assert.deepEqual(named("work").metadata, { shop: { cart: [1] } });
    assert.equal(named("work").fault, true);
    assert.deepEqual(segment.annotations, { tier: "gold" });
  });

  it("makes calls belong to what is captured, but not to what is only open", async () => {
    const { segment, named } = await record(async () => {
      const open = openSubsegment("open");
      await refused("127.0.0.1");
      open.close();
      await capture("captured", () => refused("localhost"));
    });
    assert.equal(named("127.0.0.1").parent_id, segment.id);
    assert.equal(named("localhost").parent_id, named("captured").id);
  });

  it("runs the function without recording anything outside of a request", async () => {
    assert.equal(
      await capture("job", async (subsegment) => {
        subsegment.annotate({ job: 1 });
        subsegment.recordError(new Error("in a job"));
        await sleep(1);
        return "done";
      }),
      "done",
    );
    assert.throws(() => captureUntilClosed("job", () => fail("in a job")), /in a job/);
    openSubsegment("job").close();
    await traced.tracing.flush();
    assert.deepEqual(traced.agent.documents, []);
  });
});

function fail(message: string): never {
  throw new Error(message);
}

/** A call to a closed port of this machine, by one of its names. */
async function refused(host: string): Promise<void> {
  const call = get({ host, port: 1 });
  await new Promise<void>((resolve) => call.once("error", () => resolve()));
}
