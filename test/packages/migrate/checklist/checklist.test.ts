import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checklistMarkdown, findChecklist, type AccountResult, type PointState } from "@pmp/migrate";
import { POINTS } from "../../../../packages/migrate/src/checklist/points.ts";
import { DEPLOYMENT_RULES } from "../../../../packages/migrate/src/rules/deployment/index.ts";

async function stateOf(
  files: Readonly<Record<string, string>>,
  account?: readonly AccountResult[],
): Promise<PointState[]> {
  const folder = mkdtempSync(join(tmpdir(), "pmp-xray-checklist-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await findChecklist(folder, account);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const POLICY = JSON.stringify({
  Statement: [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:Get*"], Resource: "*" }],
});
const WRONG_POLICY = POLICY.replace('"Resource":"*"', '"Resource":"arn:aws:xray:us-east-1:222233334444:*"');
const STACK = "config:\n  pmp-xray:stage: prod\n  pmp-xray:sampling:\n    preset: prod\n";

function ticked(states: readonly PointState[], stack?: string): string[] {
  return [...checklistMarkdown(states, stack).matchAll(/^- \[x\] \*\*(.*)\*\*$/gm)].map(([, title = ""]) => title);
}

describe("the checklist of migrate", () => {
  it("has the guide's ten points, and nothing is ticked in an empty repository", async () => {
    const states = await stateOf({ "README.md": "none" });
    assert.equal(states.length, 10);
    assert.deepEqual(ticked(states), []);
    assert.match(
      checklistMarkdown(states),
      /\*\*IAM policy created\*\*\n {2}- repository: nothing shows it: attach AWSXRayDaemonWriteAccess/,
    );
  });

  it("ticks a point that a file shows, with file and line, unless a finding is left in it", async () => {
    const right = await stateOf({ "iam/policy.json": POLICY });
    assert.deepEqual(ticked(right), ["IAM policy created"]);
    assert.match(checklistMarkdown(right), /`iam\/policy\.json:1` allows xray:PutTraceSegments/);
    const wrong = await stateOf({ "iam/policy.json": WRONG_POLICY });
    assert.deepEqual(ticked(wrong), []);
    assert.match(checklistMarkdown(wrong), /`iam\/policy\.json:1` .*beside other actions.* \(iam-xray-resource\)/);
  });

  it("takes a stack of the program for all that it makes", async () => {
    const states = await stateOf({ "Pulumi.prod.yaml": STACK, "server.mjs": 'import "@pmp/tracing/register";\n' });
    assert.deepEqual(ticked(states), [
      ...[
        "IAM policy created",
        "IAM role created and attached",
        "X-Ray daemon deployed",
        "OpenTelemetry config updated",
      ],
      ...[
        "Environment variables set",
        "Sampling rules configured",
        "CloudWatch dashboard created",
        "Alarms configured",
      ],
    ]);
  });

  it("with a stack, ticks nothing that the account was not asked for, and says what to run", async () => {
    const states = await stateOf({ "Pulumi.prod.yaml": STACK });
    assert.deepEqual(ticked(states, "prod"), ["CloudWatch dashboard created"]);
    assert.match(checklistMarkdown(states, "prod"), /account: not looked at: run `pmp-xray verify prod`/);
  });

  it("with results of verify, ticks what both sides show", async () => {
    const results: AccountResult[] = [
      { check: "role-exists", link: "identity", status: "holds" },
      { check: "five-actions-allowed", link: "identity", status: "broken", message: "xray:GetSamplingRules is denied" },
      { check: "own-trace-comes-back", link: "store", status: "holds" },
      { check: "alarms-exist", link: "alarms", status: "unknown" },
    ];
    const states = await stateOf({ "Pulumi.prod.yaml": STACK }, results);
    const text = checklistMarkdown(states, "prod");
    assert.deepEqual(ticked(states, "prod"), ["Test traces verified", "CloudWatch dashboard created"]);
    assert.match(text, /account: five-actions-allowed: xray:GetSamplingRules is denied/);
    assert.match(text, /account: alarms-exist: not known/);
  });

  it("gives every rule over deployment files a point that it keeps open", () => {
    for (const { name } of DEPLOYMENT_RULES) {
      assert.ok(
        POINTS.some(({ rules }) => rules.some((start) => name.startsWith(start))),
        name,
      );
    }
  });
});
