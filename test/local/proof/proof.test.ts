import assert from "node:assert/strict";
import { prove, type AwsSource, type ClusterSource, type Proof } from "../../../local/proof/proof.ts";
import type { RecordedTrace } from "../../../local/proof/read-xray.ts";
import type { SentRequest } from "../../../local/proof/traffic.ts";

const target = { service: "pmp-api", roleArn: "arn:role", alarmNames: ["fault-rate", "page"], dashboardName: "pmp" };
const window = { from: new Date(0), to: new Date(2000) };
const sent: SentRequest[] = Array.from({ length: 4 }, (_, index) => ({
  method: "GET",
  path: "/api/x",
  traceId: `id-${index}`,
  status: 200,
}));

function trace({ traceId: id, status, path: url }: SentRequest): RecordedTrace {
  return { id, url, status, fault: false, error: false, throttle: false };
}

/** An account where all is well: STS takes the agent's token alone. */
function account(changed: Partial<AwsSource> = {}): AwsSource {
  return {
    traces: () => Promise.resolve(sent.map(trace)),
    samplingRules: () =>
      Promise.resolve([
        {
          RuleName: "all",
          Priority: 1,
          FixedRate: 1,
          ReservoirSize: 0,
          URLPath: "*",
          HTTPMethod: "*",
          Host: "*",
          ServiceName: "*",
          ServiceType: "*",
          ResourceARN: "*",
          Version: 1,
        },
      ]),
    groups: () => Promise.resolve([{ name: "pmp-api-all", filter: `service("pmp-api")` }]),
    simulate: (_, actions) =>
      Promise.resolve(
        actions.map((action) => ({
          action,
          decision: action === "xray:PutEncryptionConfig" ? "implicitDeny" : "allowed",
        })),
      ),
    assumeRole: (_, token) =>
      Promise.resolve(
        token === "xray-daemon for sts.amazonaws.com"
          ? { accepted: true, answer: "arn:session" }
          : {
              accepted: false,
              answer: token.endsWith("example.com") ? "InvalidIdentityTokenException" : "AccessDenied",
            },
      ),
    alarms: (names) =>
      Promise.resolve(names.map((name) => ({ name, state: "OK", condition: "GreaterThanThreshold 5", actions: 1 }))),
    dashboardWidgets: () => Promise.resolve(["Traces"]),
    ...changed,
  };
}

function cluster(changed: Partial<ClusterSource> = {}): ClusterSource {
  return {
    podSecurity: () => Promise.resolve("restricted"),
    token: (serviceAccount, audience) => Promise.resolve(`${serviceAccount} for ${audience}`),
    ...changed,
  };
}

/** Long enough for traces that come; those that never do are waited for just once. */
const patience = { timeoutMs: 10_000, pollMs: 1 };
const impatience = { timeoutMs: 0, pollMs: 1 };

function proofOf(
  aws: Partial<AwsSource> = {},
  kubernetes: Partial<ClusterSource> = {},
  timing = patience,
  waits: string[] = [],
): Promise<Proof> {
  return prove(account(aws), cluster(kubernetes), target, sent, window, (text) => waits.push(text), timing);
}

describe("local/proof/proof", () => {
  it("has no problems where everything is as it should be, and holds what was read back", async () => {
    const proof = await proofOf();
    assert.deepEqual(proof.problems, []);
    assert.deepEqual(proof.dashboard, { name: "pmp", widgets: ["Traces"] });
    assert.equal(proof.podSecurity, "restricted");
    assert.equal(proof.rows[0]?.recorded, 4);
    assert.deepEqual(
      proof.alarms.map(({ name }) => name),
      ["fault-rate", "page"],
    );
    assert.deepEqual(
      proof.identity.map(({ who, wanted, accepted }) => [who, wanted, accepted]),
      [
        ["service account xray-daemon", "accepted", true],
        ["service account pmp-api", "refused", false],
        ["service account default", "refused", false],
        ["service account xray-daemon, token for another audience", "refused", false],
      ],
    );
  });

  it("waits for traces that are on their way, and says how far it is", async () => {
    let asked = 0;
    const waits: string[] = [];
    const proof = await proofOf(
      {
        traces: () => {
          asked += 1;
          return Promise.resolve(sent.slice(0, asked * 2 - 2).map(trace));
        },
      },
      {},
      patience,
      waits,
    );
    assert.deepEqual(proof.problems, []);
    // 0, 2 and 4 traces, and once more to see that no others come.
    assert.equal(asked, 4);
    assert.deepEqual(waits, ["0 traces so far", "2 traces so far", "4 traces so far"]);
  });

  it("looks for the service's traces from the first request on", async () => {
    const asked: unknown[] = [];
    await proofOf({
      traces: (service, from) => {
        asked.push([service, from]);
        return Promise.resolve(sent.map(trace));
      },
    });
    for (const question of asked) assert.deepEqual(question, ["pmp-api", window.from]);
  });

  it("gives up on traces that do not come", async () => {
    const proof = await proofOf({ traces: () => Promise.resolve([]) }, {}, impatience);
    assert.deepEqual(proof.problems, ["GET /api/x: 4 of 4 traces are missing"]);
  });

  const ofAgent = "service account xray-daemon";
  const wrong: { what: string; aws?: Partial<AwsSource>; kubernetes?: Partial<ClusterSource>; said: string }[] = [
    {
      what: "an agent whose token is refused",
      aws: { assumeRole: () => Promise.resolve({ accepted: false, answer: "AccessDenied" }) },
      said: `${ofAgent} should be accepted, but STS said AccessDenied`,
    },
    {
      what: "a role that others can take",
      aws: {
        assumeRole: (_, token) =>
          Promise.resolve(
            token.startsWith("default") || token === "xray-daemon for sts.amazonaws.com"
              ? { accepted: true, answer: "arn:session" }
              : { accepted: false, answer: "AccessDeniedException" },
          ),
      },
      said: "service account default should be refused, but STS said arn:session",
    },
    {
      what: "an STS that refuses nobody but fails",
      aws: {
        assumeRole: (_, token) =>
          Promise.resolve(
            token.startsWith("pmp-api")
              ? { accepted: false, answer: "TimeoutError" }
              : token === "xray-daemon for sts.amazonaws.com"
                ? { accepted: true, answer: "arn:session" }
                : { accepted: false, answer: "AccessDenied" },
          ),
      },
      said: "service account pmp-api should be refused, but STS said TimeoutError",
    },
    {
      what: "an action that IAM denies to the agent",
      aws: {
        simulate: (_, actions) =>
          Promise.resolve(
            actions.map((action) => ({
              action,
              decision: /Targets|Encryption/.test(action) ? "implicitDeny" : "allowed",
            })),
          ),
      },
      said: "IAM answers implicitDeny to xray:GetSamplingTargets for the agent's role; wanted allowed",
    },
    {
      what: "an action too many that IAM allows",
      aws: { simulate: (_, actions) => Promise.resolve(actions.map((action) => ({ action, decision: "allowed" }))) },
      said: "IAM answers allowed to xray:PutEncryptionConfig for the agent's role; wanted implicitDeny",
    },
    {
      what: "a namespace without Pod Security",
      kubernetes: { podSecurity: () => Promise.resolve("(none)") },
      said: "the namespace enforces Pod Security (none), not restricted",
    },
    {
      what: "an alarm that is not there",
      aws: { alarms: () => Promise.resolve([{ name: "page", state: "OK", condition: "", actions: 1 }]) },
      said: "there is no alarm fault-rate",
    },
    {
      what: "an empty dashboard",
      aws: { dashboardWidgets: () => Promise.resolve([]) },
      said: "dashboard pmp is empty",
    },
  ];
  for (const { what, aws, kubernetes, said } of wrong) {
    it(`reports ${what}`, async () => {
      assert.deepEqual((await proofOf(aws, kubernetes)).problems, [said]);
    });
  }

  it("takes an IAM that answers nothing for no proof of any action", async () => {
    const { problems } = await proofOf({ simulate: () => Promise.resolve([]) });
    assert.equal(problems.length, 6);
    for (const problem of problems) assert.match(problem, /^IAM answers nothing to xray:/);
  });

  it("reports everything that is wrong", async () => {
    const { problems } = await proofOf(
      {
        traces: () => Promise.resolve([]),
        alarms: () => Promise.resolve([]),
        dashboardWidgets: () => Promise.resolve([]),
      },
      { podSecurity: () => Promise.resolve("baseline") },
      impatience,
    );
    // The row, the namespace, two alarms, the dashboard.
    assert.equal(problems.length, 5);
  });
});
