import assert from "node:assert/strict";
import { rule } from "../support/fake-agent.ts";
import { at, call, Traced } from "../support/traced.ts";

describe("a central rule that looks at attributes", () => {
  let traced: Traced;
  before(async () => {
    const Attributes = { "user_agent.original": "curl/*", "url.scheme": "https" };
    traced = await Traced.start({}, [
      rule("by-curl", { Priority: 1, Attributes }),
      rule("rest", { Priority: 2, FixedRate: 0 }),
    ]);
    await traced.agent.until("the rules", () => traced.agent.calls.length > 0);
  });
  after(() => traced.stop());

  const rules = (): unknown[] =>
    traced.agent.documents.map((document) => at(document, "aws", "xray", "sampling_rule_name"));

  it("sees those of an incoming request, and decides only where all of them fit", async () => {
    const port = await traced.serve((_request, response) => response.end());
    const fitting = { "user-agent": "CURL/8.5", "x-forwarded-proto": "https" };
    // The first requests may come before the rules have been read.
    while (!rules().includes("by-curl")) {
      await call(port, { headers: fitting });
      await traced.tracing.flush();
    }
    traced.agent.documents.length = 0;
    await call(port, { headers: { ...fitting, "user-agent": "wget/1" } });
    await call(port, { headers: { ...fitting, "x-forwarded-proto": "http" } });
    await call(port, { headers: fitting });
    await traced.documents(1);
    assert.deepEqual(rules(), ["by-curl"]);
  });
});
