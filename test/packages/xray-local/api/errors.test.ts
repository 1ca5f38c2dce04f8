import assert from "node:assert/strict";
import { START } from "../support/documents.ts";
import { Local } from "../support/local.ts";

describe("errors of the X-Ray API", () => {
  let local: Local;
  before(async () => (local = await Local.start()));
  after(() => local.close());

  const range = { StartTime: START, EndTime: START + 60 };
  const cases: [string, string, object | string, RegExp][] = [
    ["everything that is missing", "/TraceSummaries", {}, /^StartTime: is missing\. EndTime: is missing\.$/],
    ["a time that is none", "/TraceSummaries", { ...range, EndTime: "soon" }, /^EndTime: got "soon"; allowed: seconds/],
    ["a range that ends before it begins", "/TraceSummaries", { StartTime: 2, EndTime: 1 }, /after EndTime/],
    ["a range above six hours", "/TraceSummaries", { StartTime: 0, EndTime: 21_601 }, /longer than 6 hours/],
    ["an unknown choice", "/TraceSummaries", { ...range, TimeRangeType: "Day" }, /allowed: TraceId, Event, Service/],
    [
      "a bad filter, with the fix",
      "/TraceSummaries",
      { ...range, FilterExpression: "bogus" },
      /bogus is not a keyword/,
    ],
    ["a token of another", "/TraceSummaries", { ...range, NextToken: "eA" }, /^NextToken: not issued by this server/],
    ["six ids", "/Traces", { TraceIds: ["1", "2", "3", "4", "5", "6"] }, /^TraceIds: got 6; allowed: at most 5/],
    ["ids that are no texts", "/Traces", { TraceIds: [1, {}] }, /TraceIds\[0\]: got 1.* TraceIds\[1\]: got \{\}/],
    ["segments that are no list", "/TraceSegments", { TraceSegmentDocuments: "x" }, /got "x"; allowed: a list/],
    ["a group that there is not", "/ServiceGraph", { ...range, GroupName: "none" }, /^Group not found: none/],
    [
      "a rule with all that is wrong",
      "/CreateSamplingRule",
      { SamplingRule: { RuleName: "a" } },
      /SamplingRule\.Priority/,
    ],
    ["no rule", "/CreateSamplingRule", {}, /^SamplingRule: is missing/],
    [
      "statistics with all that is wrong",
      "/SamplingTargets",
      { SamplingStatisticsDocuments: [{ ClientID: "short", RequestCount: -1 }] },
      /\[0\]\.ClientID: got 5 characters.*\[0\]\.RuleName: is missing.*\[0\]\.RequestCount: got -1/,
    ],
    ["a list as the body", "/Traces", [], /the request: got \[\]; allowed: a JSON object/],
  ];
  for (const [what, path, body, message] of cases) {
    it(`name ${what}`, async () => {
      const answer = await local.post(path, body);
      assert.equal(answer.status, 400);
      assert.equal(answer.errorType, "InvalidRequestException");
      assert.match(String(answer.body.Message), message);
    });
  }

  it("tell a body that is not JSON, and an operation that there is not", async () => {
    const broken = await local.post("/Traces", "{");
    assert.deepEqual([broken.status, broken.errorType], [400, "SerializationException"]);
    const unknown = await local.post("/PutEncryptionConfig", {});
    assert.deepEqual([unknown.status, unknown.errorType], [404, "UnknownOperationException"]);
    assert.match(String(unknown.body.Message), /Supported operations, by POST: \/TraceSegments/);
  });

  it("are the same through the agent's TCP port, which passes the API on", async () => {
    const agent = `http://${local.server.agentAddress}`;
    assert.equal((await local.post("/Traces", {}, agent)).errorType, "InvalidRequestException");
    const rules = await local.post("/GetSamplingRules", "", agent);
    assert.equal(rules.status, 200);
    assert.equal((rules.body.SamplingRuleRecords as unknown[]).length, 1);
  });
});
