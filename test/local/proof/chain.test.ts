import assert from "node:assert/strict";
import { brokenLink, readChain, type ChainState } from "../../../local/proof/chain.ts";
import { AGENT_ACTIONS } from "@pmp/model/aws";

const whole: ChainState = {
  apiPods: { ready: 2, wanted: 2 },
  agentPods: { ready: 1, wanted: 1 },
  agentEndpoints: 1,
  identity: { accepted: true, answer: "arn:aws:sts::123456789012:assumed-role/pmp-xray-daemon/proof" },
  denied: [],
  agentTrouble: [],
};

/** Each link broken, in the order in which a segment travels, and what is said of it. */
const breaks: { what: string; broken: Partial<ChainState>; said: RegExp }[] = [
  {
    what: "the API's pods",
    broken: { apiPods: { ready: 1, wanted: 2 } },
    said: /^The API: 1 of 2 pods are ready\. Look at: kubectl -n pmp describe pods /,
  },
  {
    what: "the agent's pods",
    broken: { agentPods: { ready: 0, wanted: 1 } },
    said: /^The agent: 0 of 1 pods of DaemonSet xray-daemon are ready\. Look at: kubectl -n pmp describe daemonset xray-daemon/,
  },
  {
    what: "the agent's Service",
    broken: { agentEndpoints: 0 },
    said: /^Between API and agent: Service xray-daemon has no ready endpoint.* Look at: kubectl -n pmp get endpointslices$/,
  },
  {
    what: "the agent's identity",
    broken: { identity: { accepted: false, answer: "AccessDenied" } },
    said: /^The agent's identity: STS refuses the token of service account xray-daemon \(AccessDenied\)\. .*aud and sub/,
  },
  {
    what: "the agent's permissions",
    broken: { denied: ["xray:PutTraceSegments", "xray:GetSamplingRules"] },
    said: /^The agent's permissions: IAM denies xray:PutTraceSegments, xray:GetSamplingRules\. Look at policy PMPXRayAccess/,
  },
];
const nothingBroken =
  /^Every link answers, but segments did not arrive: .* Look at: kubectl -n pmp logs daemonset\/xray-daemon/;

describe("local/proof/chain", () => {
  for (const { what, broken, said } of breaks) {
    it(`names ${what}`, () => assert.match(brokenLink({ ...whole, ...broken }), said));
  }

  it("says that segments were lost on the way when every link answers", () => {
    assert.match(brokenLink(whole), nothingBroken);
  });

  it("names the first broken link in the order in which a segment travels", () => {
    for (let first = 0; first < breaks.length; first += 1) {
      const rest = breaks.slice(first);
      const state = rest.reduce((all, { broken }) => ({ ...all, ...broken }), whole);
      assert.match(brokenLink(state), rest[0]!.said);
    }
  });

  it("takes an agent that no node wants for a broken one", () => {
    assert.match(brokenLink({ ...whole, agentPods: { ready: 0, wanted: 0 } }), /^The agent: 0 of 0 pods/);
  });

  it("adds the agent's own words wherever the agent may know more", () => {
    const agentTrouble = ["first line", "second line"];
    const ofAgent = [breaks[1], breaks[3], breaks[4]].map((link) => link!.broken);
    for (const broken of [...ofAgent, {}]) {
      const said = brokenLink({ ...whole, ...broken, agentTrouble });
      assert.ok(said.endsWith("\nThe agent's log says:\n  first line\n  second line"), said);
    }
  });

  describe("read back", () => {
    /** A cluster and an account where everything is as it should be, but for what is given. */
    function sources(changed: { decision?: (action: string) => string; trouble?: () => Promise<string[]> } = {}) {
      const asked: string[] = [];
      const { decision = () => "allowed", trouble = () => Promise.resolve(["a line"]) } = changed;
      return {
        asked,
        cluster: {
          apiPods: () => Promise.resolve(whole.apiPods),
          agentPods: () => Promise.resolve(whole.agentPods),
          agentEndpoints: () => Promise.resolve(3),
          agentTrouble: trouble,
          token: (serviceAccount: string, audience: string) => Promise.resolve(`${serviceAccount} for ${audience}`),
        },
        aws: {
          simulate: (roleArn: string, actions: readonly string[]) => {
            asked.push(roleArn);
            return Promise.resolve(actions.map((action) => ({ action, decision: decision(action) })));
          },
          assumeRole: (roleArn: string, token: string) => {
            asked.push(`${roleArn} with the token of ${token}`);
            return Promise.resolve(whole.identity);
          },
        },
      };
    }

    it("holds what cluster and account say, with the agent's own token", async () => {
      const { aws, cluster, asked } = sources();
      assert.deepEqual(await readChain(aws, cluster, "role", "sts.amazonaws.com"), {
        ...whole,
        agentEndpoints: 3,
        agentTrouble: ["a line"],
      });
      assert.deepEqual(asked, ["role", "role with the token of xray-daemon for sts.amazonaws.com"]);
    });

    it("counts each of the agent's actions that IAM does not allow, whatever it says instead", async () => {
      const { aws, cluster } = sources({
        decision: (action) =>
          action.startsWith("xray:Put") ? "implicitDeny" : action.endsWith("Rules") ? "explicitDeny" : "allowed",
      });
      const { denied } = await readChain(aws, cluster, "role", "audience");
      assert.deepEqual(denied, ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"]);
    });

    it("goes on without the agent's log, which an agent that never ran does not have", async () => {
      const { aws, cluster } = sources({ trouble: () => Promise.reject(new Error("no pods")) });
      assert.deepEqual((await readChain(aws, cluster, "role", "audience")).agentTrouble, []);
    });

    it("knows the five actions of an agent", () => {
      assert.deepEqual([...AGENT_ACTIONS].sort(), [
        "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ]);
    });
  });
});
