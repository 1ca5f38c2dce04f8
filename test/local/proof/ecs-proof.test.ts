import assert from "node:assert/strict";
import { AGENT_ACTIONS } from "@pmp/model/aws";
import { ecsProblems, NOT_SHOWN, type EcsProof } from "../../../local/proof/ecs-proof.ts";
import { ecsReport } from "../../../local/proof/ecs-report.ts";

const taskRoleArn = "arn:aws:iam::123456789012:role/pmp-api-task";
const target = {
  tracedName: "pmp-api",
  cluster: "c",
  service: "pmp-api",
  apiUrl: "http://127.0.0.1:3001",
  taskRoleArn,
  logGroup: "/ecs/pmp-api/api",
  alarmNames: ["faults"],
  dashboardName: "d",
  api: "api",
  agent: "xray-daemon",
};
const place = { origin: "AWS::ECS::Fargate", container: "api", logGroups: ["/ecs/pmp-api/api"] };
const right: EcsProof = {
  rows: [],
  rules: [],
  groups: [],
  problems: [],
  tasks: [
    {
      id: "t1",
      taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/pmp-api:1",
      containers: [
        { name: "api", status: "RUNNING" },
        { name: "xray-daemon", status: "RUNNING" },
      ],
    },
  ],
  path: { loopback: "open", address: "ECONNREFUSED" },
  session: {
    roleArn: taskRoleArn,
    caller: "arn:aws:sts::123456789012:assumed-role/pmp-api-task/t1",
    staticKeys: [],
  },
  rulesThroughAgent: 0,
  places: [place],
  permissions: [
    ...AGENT_ACTIONS.map((action) => ({ action, decision: "allowed" })),
    { action: "xray:PutEncryptionConfig", decision: "implicitDeny" },
  ],
  alarms: [{ name: "faults", state: "OK", condition: "", actions: 1 }],
  dashboard: { name: "d", widgets: ["text"] },
  loss: { answered: 250, sentAfter: 20, recordedAfter: 20 },
};

describe("local/proof/ecs-proof", () => {
  it("finds nothing wrong where everything is as it should be", () => {
    assert.deepEqual(ecsProblems(right, target), []);
  });

  const broken: [string, Partial<EcsProof>, RegExp][] = [
    ["no task", { tasks: [] }, /container api does not run/],
    ["a closed loopback", { path: { loopback: "ECONNREFUSED", address: "ECONNREFUSED" } }, /on loopback: ECONNREFUSED/],
    ["an agent that others reach", { path: { loopback: "open", address: "open" } }, /others could use its role/],
    ["another role", { session: { ...right.session, roleArn: "arn:other" } }, /the role arn:other, not/],
    [
      "another session",
      { session: { ...right.session, caller: "arn:aws:iam::1:root" } },
      /session for arn:aws:iam::1:root/,
    ],
    ["keys of its own", { session: { ...right.session, staticKeys: ["AWS_ACCESS_KEY_ID"] } }, /sets AWS_ACCESS_KEY_ID/],
    ["rules that don't come", { rulesThroughAgent: 3 }, /3 sampling rules in the task; X-Ray has 0/],
    ["no segment", { places: [] }, /no segment of the API/],
    ["another origin", { places: [{ ...place, origin: "" }] }, /origin \(none\)/],
    ["another container", { places: [{ ...place, container: "x" }] }, /name the container x/],
    ["no log group", { places: [{ ...place, logGroups: [] }] }, /don't name the log group \/ecs\/pmp-api\/api/],
    ["no permission", { permissions: right.permissions.slice(1) }, /IAM answers nothing to/],
    ["no alarm", { alarms: [] }, /there is no alarm faults/],
    ["an empty dashboard", { dashboard: { name: "d", widgets: [] } }, /dashboard d is empty/],
    [
      "traces that don't come again",
      { loss: { answered: 250, sentAfter: 20, recordedAfter: 19 } },
      /19 of 20 requests/,
    ],
  ];
  for (const [name, change, problem] of broken) {
    it(`names ${name}`, () => {
      const problems = ecsProblems({ ...right, ...change }, target);
      assert.match(problems.join("\n"), problem);
    });
  }

  it("is printed with what it can't show", () => {
    const text = ecsReport(right);
    for (const part of ["AWS::ECS::Fargate", "20 of 20", "closed (ECONNREFUSED)", ...NOT_SHOWN]) {
      assert.ok(text.includes(part), part);
    }
  });
});
