import assert from "node:assert/strict";
import { AwsReader } from "../../../local/proof/read-aws.ts";
import { awsRecorder, type AwsRecorder } from "../aws-recorder.ts";

describe("local/proof/read-aws", () => {
  let aws: AwsRecorder;
  let reader: AwsReader;

  before(async () => {
    aws = await awsRecorder();
    reader = new AwsReader(aws.url);
  });

  it("reads every page of a service's traces in the window, with X-Ray's marks", async () => {
    aws.answer({
      "xray TraceSummaries": ({ NextToken }) => ({
        output:
          NextToken === "more"
            ? { TraceSummaries: [{ Id: "1-b", HasFault: true, HasError: true, HasThrottle: true }] }
            : {
                TraceSummaries: [{ Id: "1-a", HasFault: false, Http: { HttpURL: "http://h/api", HttpStatus: 200 } }],
                NextToken: "more",
              },
      }),
    });
    const from = new Date("2030-01-02T03:04:05Z");
    const to = new Date("2030-01-02T03:05:05Z");
    assert.deepEqual(await reader.traces("pmp-api", from, to), [
      { id: "1-a", fault: false, error: false, throttle: false, url: "http://h/api", status: 200 },
      { id: "1-b", fault: true, error: true, throttle: true, url: "", status: undefined },
    ]);
    const question = {
      StartTime: from.getTime() / 1000,
      EndTime: to.getTime() / 1000,
      FilterExpression: `service("pmp-api")`,
    };
    assert.deepEqual(
      aws.calls.map(({ input }) => input),
      [question, { ...question, NextToken: "more" }],
    );
  });

  it("puts the sampling rules of all pages in the order in which X-Ray evaluates them: by priority, then by name", async () => {
    const record = (RuleName: string, Priority: number) => ({ SamplingRule: { RuleName, Priority, FixedRate: 0.5 } });
    aws.answer({
      "xray GetSamplingRules": ({ NextToken }) => ({
        output:
          NextToken === undefined
            ? { SamplingRuleRecords: [record("Default", 10000), record("b", 100)], NextToken: "more" }
            : { SamplingRuleRecords: [record("c", 99), {}, record("a", 100)] },
      }),
    });
    const rules = await reader.samplingRules();
    assert.deepEqual(
      rules.map(({ RuleName }) => RuleName),
      ["c", "a", "b", "Default"],
    );
    assert.deepEqual(rules[0], {
      RuleName: "c",
      Priority: 99,
      FixedRate: 0.5,
      ReservoirSize: 0,
      URLPath: "*",
      HTTPMethod: "*",
      Host: "*",
      ServiceName: "*",
      ServiceType: "*",
      ResourceARN: "*",
      Version: 1,
    });
  });

  it("reads the groups with their filter expressions", async () => {
    aws.answer({ "xray Groups": { output: { Groups: [{ GroupName: "g", FilterExpression: "fault" }] } } });
    assert.deepEqual(await reader.groups(), [{ name: "g", filter: "fault" }]);
  });

  it("asks IAM what the role may do", async () => {
    aws.answer({
      "iam SimulatePrincipalPolicy": {
        output: { EvaluationResults: [{ EvalActionName: "xray:PutTraceSegments", EvalDecision: "implicitDeny" }] },
      },
    });
    assert.deepEqual(await reader.simulate("arn:role", ["xray:PutTraceSegments", "xray:GetGroups"]), [
      { action: "xray:PutTraceSegments", decision: "implicitDeny" },
    ]);
    assert.deepEqual(aws.calls[0]!.input, {
      PolicySourceArn: "arn:role",
      ActionNames: ["xray:PutTraceSegments", "xray:GetGroups"],
    });
  });

  it("asks STS for the role with a token, and takes its refusal for an answer", async () => {
    aws.answer({
      "sts AssumeRoleWithWebIdentity": {
        output: { AssumedRoleUser: { Arn: "arn:session", AssumedRoleId: "AROA:proof" } },
      },
    });
    assert.deepEqual(await reader.assumeRole("arn:role", "token"), { accepted: true, answer: "arn:session" });
    assert.deepEqual(aws.calls[0]!.input, {
      RoleArn: "arn:role",
      RoleSessionName: "proof",
      WebIdentityToken: "token",
    });
    for (const error of ["AccessDenied", "InvalidIdentityToken"]) {
      aws.answer({ "sts AssumeRoleWithWebIdentity": { error, message: "no", status: 403 } });
      const { accepted, answer } = await reader.assumeRole("arn:role", "token");
      assert.equal(accepted, false);
      assert.ok(answer.startsWith(error), answer);
    }
  });

  it("reads metric and composite alarms by their names, with what they are about", async () => {
    aws.answer({
      "monitoring DescribeAlarms": {
        output: {
          MetricAlarms: [
            {
              AlarmName: "fault-rate",
              StateValue: "OK",
              ComparisonOperator: "GreaterThanThreshold",
              Threshold: 5,
              EvaluationPeriods: 2,
              AlarmActions: ["arn:topic"],
            },
          ],
          CompositeAlarms: [{ AlarmName: "page", StateValue: "ALARM", AlarmRule: "ALARM(x)", AlarmActions: [] }],
        },
      },
    });
    assert.deepEqual(await reader.alarms(["fault-rate", "page"]), [
      { name: "fault-rate", state: "OK", condition: "GreaterThanThreshold 5, 2 period(s)", actions: 1 },
      { name: "page", state: "ALARM", condition: "ALARM(x)", actions: 0 },
    ]);
    assert.deepEqual(aws.calls[0]!.input, {
      AlarmNames: ["fault-rate", "page"],
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    });
  });

  it("reads what a dashboard's widgets are called", async () => {
    const widgets = [
      { type: "text", properties: { markdown: "#" } },
      { type: "metric", properties: { title: "Faults" } },
    ];
    aws.answer({ "monitoring GetDashboard": { output: { DashboardBody: JSON.stringify({ widgets }) } } });
    assert.deepEqual(await reader.dashboardWidgets("pmp"), ["text", "Faults"]);
    assert.deepEqual(aws.calls, [{ call: "monitoring GetDashboard", input: { DashboardName: "pmp" } }]);
  });

  it("has nothing where AWS has nothing", async () => {
    aws.answer({});
    assert.deepEqual(await reader.traces("x", new Date(0), new Date(1)), []);
    assert.deepEqual(await reader.samplingRules(), []);
    assert.deepEqual(await reader.groups(), []);
    assert.deepEqual(await reader.alarms([]), []);
    assert.deepEqual(await reader.dashboardWidgets("x"), []);
    assert.deepEqual(await reader.simulate("r", []), []);
  });
});
