import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verificationScript, type VerificationScriptArgs } from "../../components/verification.ts";

const ARGS = {
  region: "eu-west-1",
  service: "pmp-api",
  agentRoleArn: "arn:aws:iam::123456789012:role/pmp-xray-daemon",
  workload: { platform: "eks", namespace: "pmp", sidecar: false } as VerificationScriptArgs["workload"],
  ruleNames: ["pmp-api-stripe", "pmp-api-health"],
};
const TRACE = "1-5759e988-bd862e3fe1be46a994272793";

/** What the two programs answer, by the words that a call holds; the first that fits. */
interface Answers {
  readonly kubectl?: Readonly<Record<string, Answer>>;
  readonly aws?: Readonly<Record<string, Answer>>;
}
interface Answer {
  readonly says?: string;
  readonly code?: number;
}

const FINE: Required<Answers> = {
  kubectl: { "rollout status daemonset/xray-daemon": { says: "successfully rolled out" }, logs: { says: "a line" } },
  aws: {
    "simulate-principal-policy": {},
    "get-sampling-rules": { says: "Default\tpmp-api-health\tpmp-api-stripe" },
    "get-trace-summaries": { says: `${TRACE}\nNone` },
  },
};

describe("the script of the output verify", function () {
  this.timeout(20_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "verify-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script with programs that answer so, as `pulumi stack output verify | sh` does. */
  function run(answers: Answers, args: Partial<typeof ARGS> = {}) {
    for (const program of ["kubectl", "aws"] as const) {
      const cases = Object.entries({ ...FINE[program], ...answers[program] }).map(
        ([words, { says = "", code = 0 }]) => `*"${words}"*) printf '%s' '${says}'; exit ${code} ;;`,
      );
      const file = join(folder, program);
      writeFileSync(file, `#!/bin/sh\ncase "$*" in\n${cases.join("\n")}\n*) echo "asked: $*" >&2; exit 9 ;;\nesac\n`);
      chmodSync(file, 0o755);
    }
    const { status, stdout, stderr } = spawnSync("sh", {
      input: verificationScript({ ...ARGS, ...args }),
      env: { PATH: `${folder}:/usr/bin:/bin` },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it("ends with 0 when each link holds, and names the newest trace", () => {
    const { status, stdout, stderr } = run({});
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`Every link holds; the newest trace is ${TRACE}\\n$`));
  });

  for (const [what, answers, said] of [
    [
      "an agent that is not ready",
      { kubectl: { "rollout status daemonset/xray-daemon": { code: 1 } } },
      "daemonset/xray-daemon of namespace pmp is not ready",
    ],
    ["a log that can't be read", { kubectl: { logs: { code: 1 } } }, "the agent's log can't be read"],
    [
      "a role without an action",
      { aws: { "simulate-principal-policy": { says: "xray:PutTraceSegments" } } },
      "the agent's role may not: xray:PutTraceSegments",
    ],
    [
      "no right to ask IAM",
      { aws: { "simulate-principal-policy": { code: 254 } } },
      "IAM can't be asked about arn:aws:iam::123456789012:role/pmp-xray-daemon",
    ],
    [
      "a rule that is not there, though one's name begins like it",
      { aws: { "get-sampling-rules": { says: "pmp-api-health\tpmp-api-stripe-2" } } },
      "X-Ray has no sampling rule pmp-api-stripe",
    ],
    [
      "no rules to be had",
      { aws: { "get-sampling-rules": { code: 255 } } },
      "X-Ray can't be asked for its sampling rules",
    ],
    [
      "no trace",
      { aws: { "get-trace-summaries": { says: "None" } } },
      "X-Ray has no trace of pmp-api in the last 10 minutes: send it a request, and wait a minute",
    ],
    ["no traces to be had", { aws: { "get-trace-summaries": { code: 1 } } }, "X-Ray can't be asked for traces"],
  ] as const) {
    it(`ends with 1 and one line for ${what}`, () => {
      const { status, stderr } = run(answers);
      assert.deepEqual([status, stderr], [1, `Broken: ${said}\n`]);
    });
  }

  it("asks the API's Deployment where the agent is a sidecar", () => {
    const kubectl = { "rollout status deployment/pmp-api": {}, "logs deployment/pmp-api -c xray-daemon": {} };
    assert.equal(
      run(
        { kubectl: { "rollout status daemonset/xray-daemon": { code: 1 }, ...kubectl } },
        {
          workload: { platform: "eks", namespace: "pmp", sidecar: true },
        },
      ).status,
      0,
    );
  });
});
