import assert from "node:assert/strict";
import fc from "fast-check";
import { embed, standalone, type Subsegment } from "../../../packages/tracing/src/segment/embed.ts";
import { readSettings } from "../../../packages/tracing/src/settings.ts";
import { context, ROOT_CONTEXT, trace, TraceFlags, type Span } from "../../../packages/tracing/testing.ts";
import type { JsonObject } from "./support/fake-agent.ts";
import { at, call, SAMPLED, Traced } from "./support/traced.ts";

describe("subsegments in their segment's document", () => {
  const SEGMENT = "0000000000000000";
  const id = (n: number): string => String(n).padStart(16, "0");

  interface Node {
    id: string;
    subsegments?: Node[];
  }
  const flat = (node: Node, parent?: string): [string, string | undefined][] => [
    [node.id, parent],
    ...(node.subsegments ?? []).flatMap((child) => flat(child, node.id)),
  ];

  it("are each below their parent; those whose parent is not there are left", () => {
    const parents = fc.array(fc.nat({ max: 40 }), { maxLength: 40 });
    fc.assert(
      fc.property(parents, (list) => {
        // Each has an id of its own, and any of the others, the segment or a stranger as its parent.
        const subsegments = list.map((parent, n): Subsegment => ({
          id: id(n + 1),
          parentId: id(parent),
          json: `{"id":"${id(n + 1)}"}`,
        }));
        const { json, rest } = embed(`{"id":"${SEGMENT}"}`, SEGMENT, subsegments);
        const placed = flat(JSON.parse(json) as Node).slice(1);
        assert.deepEqual(
          [...placed, ...rest.map((each) => [each.id, each.parentId])].sort(),
          subsegments.map((each) => [each.id, each.parentId]).sort(),
        );
        const there = new Set([SEGMENT, ...placed.map(([own]) => own)]);
        for (const { parentId } of rest) assert.ok(!there.has(parentId), "a parent was there");
      }),
    );
  });

  it("are complete when one is sent by itself after all", () => {
    const sent = standalone("5759e988bd862e3fe1be46a994272793", { id: id(2), parentId: id(1), json: '{"id":"2"}' });
    assert.deepEqual(JSON.parse(sent), {
      type: "subsegment",
      trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      parent_id: id(1),
      id: "2",
    });
  });

  it("are asked for by PMP_EMBED_SUBSEGMENTS", () => {
    assert.equal(readSettings({ PMP_EMBED_SUBSEGMENTS: "true" }).embedSubsegments, true);
    for (const value of [undefined, "false", "", "yes"])
      assert.equal(readSettings({ PMP_EMBED_SUBSEGMENTS: value }).embedSubsegments, undefined, value);
  });

  describe("with a request", () => {
    let traced: Traced;
    beforeEach(async () => (traced = await Traced.start({ embedSubsegments: true })));
    afterEach(() => traced.stop());

    const tracer = () => trace.getTracer("app");
    const named = (name: string): JsonObject | undefined => traced.agent.documents.find((each) => each.name === name);

    async function request(work: () => void, segments = 1): Promise<JsonObject> {
      const port = await traced.serve((_request, response) => {
        work();
        response.end();
      });
      await call(port, { headers: SAMPLED });
      const ours = (): JsonObject[] => traced.agent.documents.filter((each) => !("type" in each));
      await traced.tracing.flush();
      await traced.agent.until("the segment", () => ours().length >= segments);
      return ours()[0]!;
    }

    it("are those that ended before it, nested, redacted, and it is one document", async () => {
      const segment = await request(() => {
        tracer().startActiveSpan("outer", (outer) => {
          tracer()
            .startSpan("inner", { attributes: { note: "password=hunter2" } })
            .end();
          outer.end();
        });
        tracer().startSpan("second").end();
      });
      assert.equal(traced.agent.documents.length, 1);
      const found = segment.subsegments as JsonObject[];
      assert.deepEqual(
        found.map(({ name }) => name),
        ["outer", "second"],
      );
      assert.equal(at(segment, "subsegments", 0, "subsegments", 0, "name"), "inner");
      const inner = at(segment, "subsegments", 0, "subsegments", 0) as JsonObject;
      for (const key of ["type", "trace_id", "parent_id"]) assert.equal(key in inner, false, key);
      assert.ok(!JSON.stringify(segment).includes("hunter2"));
    });

    it("are not those that end after it, nor those below one of these", async () => {
      let late: Span | undefined;
      await request(() => {
        tracer().startActiveSpan("late", (span) => {
          late = span;
          tracer().startSpan("below").end();
        });
      });
      late?.end();
      await traced.tracing.flush();
      await traced.agent.until("both", () => named("late") !== undefined && named("below") !== undefined);
      assert.equal(named("below")?.parent_id, named("late")?.id);
      assert.equal(named("below")?.type, "subsegment");
    });

    it("are no more than fit; all of them arrive", async () => {
      await request(() => {
        for (let n = 0; n < 150; n += 1) tracer().startSpan(`s${n}`).end();
        for (let n = 0; n < 20; n += 1)
          tracer()
            .startSpan(`l${n}`, { attributes: { text: "é".repeat(5_000) } })
            .end();
      });
      const names = (): unknown[] =>
        traced.agent.documents
          .flatMap((each) => [each, ...((each.subsegments as JsonObject[] | undefined) ?? [])])
          .map(({ name }) => name);
      await traced.agent.until("all", () => names().length >= 171);
      assert.equal(new Set(names()).size, 171);
      assert.ok(traced.agent.documents.length < 80);
    });

    it("of any depth arrive, each below its parent", async () => {
      const DEPTH = 1_000;
      const port = await traced.serve((_request, response) => {
        let inside = context.active();
        const spans = Array.from({ length: DEPTH }, (_, depth) => {
          const span = tracer().startSpan(`level ${depth}`, {}, inside);
          inside = trace.setSpan(inside, span);
          return span;
        });
        for (const span of spans.reverse()) span.end();
        response.end();
      });
      assert.equal((await call(port, { headers: SAMPLED })).status, 200);
      const parents = (): Map<unknown, unknown> => {
        const found = new Map<unknown, unknown>();
        const look = (document: JsonObject, parent: unknown): void => {
          found.set(document.id, parent);
          for (const each of (document.subsegments as JsonObject[] | undefined) ?? []) look(each, document.id);
        };
        for (const document of traced.agent.documents) look(document, document.parent_id);
        return found;
      };
      await traced.tracing.flush();
      await traced.agent.until("all levels", () => parents().size >= DEPTH + 1);
      const found = parents();
      assert.equal(found.size, DEPTH + 1);
      // All but the segment itself hang below another one, and no two below the same.
      const above = [...found.values()].filter((parent) => found.has(parent));
      assert.equal(above.length, DEPTH);
      assert.equal(new Set(above).size, DEPTH);
    });

    it("are in the document of work that is no request, too", async () => {
      // The span of a remote caller that was sampled: nothing is left to chance.
      const remote = {
        traceId: "5759e988bd862e3fe1be46a994272793",
        spanId: "53995c3f42cd8ad8",
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      };
      tracer().startActiveSpan("nightly", {}, trace.setSpanContext(ROOT_CONTEXT, remote), (job) => {
        tracer().startSpan("step").end();
        job.end();
      });
      const [document] = await traced.documents(1);
      assert.equal(document?.parent_id, remote.spanId);
      assert.equal(at(document, "subsegments", 0, "name"), "step");
      assert.equal(traced.agent.documents.length, 1);
    });
  });
});
