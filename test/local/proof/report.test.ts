import assert from "node:assert/strict";
import type { PathRow } from "../../../local/proof/evaluate.ts";
import type { Proof } from "../../../local/proof/proof.ts";
import { report } from "../../../local/proof/report.ts";

function row(changed: Partial<PathRow>): PathRow {
  return {
    method: "GET",
    path: "/api/x",
    sent: 1000,
    recorded: 999,
    rule: "pmp-api-stripe",
    expectedRate: 1,
    measuredRate: 0.999,
    bounds: { low: 1000, high: 1000 },
    faults: 7,
    errors: 8,
    throttles: 9,
    problems: ["1 of 1000 traces are missing"],
    ...changed,
  };
}

const proof: Proof = {
  rows: [
    row({}),
    row({ method: "POST", path: "/api/y", recorded: 5, expectedRate: 0.005, measuredRate: 0.005, problems: [] }),
  ],
  rules: [
    {
      RuleName: "pmp-api-stripe",
      Priority: 1000,
      FixedRate: 0.0005,
      ReservoirSize: 2,
      URLPath: "/api/stripe*",
      HTTPMethod: "*",
      Host: "*",
      ServiceName: "pmp-api",
      ServiceType: "*",
      ResourceARN: "*",
      Version: 1,
    },
  ],
  groups: [{ name: "pmp-api-faults", filter: `service("pmp-api") { fault }` }],
  identity: [
    { who: "service account xray-daemon", wanted: "accepted", accepted: true, answer: "arn:session" },
    { who: "service account default", wanted: "refused", accepted: false, answer: "AccessDenied" },
  ],
  permissions: [{ action: "xray:PutTraceSegments", decision: "allowed" }],
  podSecurity: "restricted",
  alarms: [{ name: "pmp-api-fault-rate", state: "OK", condition: "GreaterThanThreshold 5, 1 period(s)", actions: 1 }],
  dashboard: { name: "pmp-tracing", widgets: ["Share", "Traces"] },
  problems: [],
};

/** The cells of the line whose first words are `start`. */
function cells(start: string): string[] {
  const line = report(proof)
    .split("\n")
    .find((text) => text.trim().startsWith(`${start} `));
  return (line ?? assert.fail(`no line begins with ${start}`)).trim().split(/ {2,}/);
}

describe("local/proof/report", () => {
  it("shows per path what was sent, recorded, expected and measured, and whether it is right", () => {
    assert.deepEqual(cells("GET /api/x"), [
      ...["GET /api/x", "1000", "999", "pmp-api-stripe", "100 %", "99.9 %", "1000-1000", "7", "8", "9", "NO"],
    ]);
    assert.equal(cells("POST /api/y").at(-1), "yes");
  });

  it("rounds neither a missing trace nor a small rate away", () => {
    assert.equal(cells("GET /api/x")[5], "99.9 %");
    assert.equal(cells("POST /api/y")[4], "0.5 %");
    assert.equal(cells("1000")[4], "0.05 %");
  });

  it("shows the rules with their priorities, the groups, and every answer of STS and IAM", () => {
    assert.deepEqual(cells("1000"), ["1000", "pmp-api-stripe", "/api/stripe*", "pmp-api", "0.05 %", "2"]);
    assert.deepEqual(cells("pmp-api-faults"), ["pmp-api-faults", `service("pmp-api") { fault }`]);
    assert.deepEqual(cells("service account xray-daemon"), [
      "service account xray-daemon",
      "accepted",
      "accepted: arn:session",
    ]);
    assert.deepEqual(cells("service account default"), ["service account default", "refused", "refused: AccessDenied"]);
    assert.deepEqual(cells("xray:PutTraceSegments"), ["xray:PutTraceSegments", "allowed"]);
  });

  it("shows the alarms, the dashboard and the namespace", () => {
    assert.deepEqual(cells("alarm"), [
      "alarm pmp-api-fault-rate",
      "GreaterThanThreshold 5, 1 period(s); state OK; 1 action(s)",
    ]);
    assert.deepEqual(cells("dashboard"), ["dashboard", "pmp-tracing: 2 widgets (Share, Traces)"]);
    assert.deepEqual(cells("Pod Security"), ["Pod Security", "restricted is enforced"]);
  });

  it("has a heading for each part", () => {
    const text = report(proof);
    for (const heading of ["Traces, read back", "Sampling rules, in the order", "Groups", "Identity", "Permissions"]) {
      assert.ok(text.includes(`\n\n${heading}`) || text.startsWith(heading), heading);
    }
  });
});
