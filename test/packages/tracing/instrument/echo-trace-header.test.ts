import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { rule } from "../support/fake-agent.ts";
import { call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";

/** At a rate of one half the upper bits of the last 13 digits decide. */
const YES = "1-5759e988-bd862e3fe1b0000000000000";
const NO = "1-5759e988-bd862e3fe1bfffffffffffff";

describe("a caller that asks whether its request is recorded", () => {
  const folder = mkdtempSync(join(tmpdir(), "pmp-asked-"));
  const planFile = join(folder, "plan.json");
  let traced: Traced;

  before(() => {
    const half = rule("half", { FixedRate: 0.5 });
    delete half.Attributes;
    writeFileSync(planFile, JSON.stringify({ version: 1, SamplingRules: [half] }));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => (traced = await Traced.start({ planFile })));
  afterEach(() => traced.stop());

  async function answerTo(header: string | undefined): Promise<unknown> {
    const port = await traced.serve((_request, response) => response.end());
    const { headers } = await call(port, header === undefined ? {} : { headers: { "x-amzn-trace-id": header } });
    return headers["x-amzn-trace-id"];
  }

  it("is told by the response's header, in the same trace, with the decision that was made", async () => {
    assert.equal(await answerTo(`Root=${YES};Sampled=?`), `Root=${YES};Sampled=1`);
    assert.equal(await answerTo(`Root=${NO};Sampled=?`), `Root=${NO};Sampled=0`);
    const documents = await traced.documents(1);
    assert.deepEqual(
      documents.map(({ trace_id }) => trace_id),
      [YES],
      "a segment comes exactly where the answer was yes",
    );
  });

  it("is told when it names a parent as well, whatever the order, case and white space", async () => {
    for (const header of [
      `Root=${NO};Parent=53995c3f42cd8ad8;Sampled=?`,
      `sampled = ? ; parent=53995c3f42cd8ad8;root=${NO}`,
      `Self=1-67891234-12456789abcdef012345678;Root=${NO};Sampled=?`,
    ]) {
      assert.equal(await answerTo(header), `Root=${NO};Sampled=0`, header);
    }
  });

  it("alone is told", async () => {
    const decided = [SAMPLED, UNSAMPLED].map((headers) => headers["x-amzn-trace-id"]);
    const others = ["", ";Sampled=", ";Sampled=2", ";NotSampled=?", ";Sampled=??"].map((end) => `Root=${YES}${end}`);
    for (const header of [undefined, "", ...others, ...decided]) {
      assert.equal(await answerTo(header), undefined, String(header));
    }
  });

  it("is told of the trace that was made for it when it names none", async () => {
    assert.match(String(await answerTo("Sampled=?")), /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=[01]$/);
  });

  it("is told by Express too, also where the handler writes its own head", async () => {
    const app = express();
    app.get("/", (_request, response) => void response.json({}));
    app.get("/raw", (_request, response) => void response.writeHead(200, { "x-own": "1" }).end());
    const port = await traced.serve(app);
    for (const path of ["/", "/raw"]) {
      const { headers } = await call(port, { path, headers: { "x-amzn-trace-id": `Root=${YES};Sampled=?` } });
      assert.equal(headers["x-amzn-trace-id"], `Root=${YES};Sampled=1`, path);
    }
  });
});
