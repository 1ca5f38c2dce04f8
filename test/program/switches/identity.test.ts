import assert from "node:assert/strict";
import { evaluate } from "../../../offline/evaluate.ts";
import { one } from "../support/evaluate.ts";
import { CHART, ROLE, ROLE_ARN, TAGS, effect } from "./support.ts";

describe("a switch: who may do what", () => {
  it("identity podIdentity: EKS hands out the role, and IAM needs no OIDC provider", async () => {
    assert.deepEqual(await effect({ "pmp-xray:identity": "podIdentity" }), {
      added: {
        "aws:eks/podIdentityAssociation:PodIdentityAssociation xray-daemon-association": {
          clusterName: "pmp-cluster",
          namespace: "pmp",
          serviceAccount: "xray-daemon",
          roleArn: ROLE_ARN,
          tags: TAGS,
        },
      },
      removed: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"],
      changed: {
        [ROLE]: {
          assumeRolePolicy: {
            Statement: [
              {
                Sid: "OneServiceAccount",
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                  StringEquals: {
                    "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:123456789012:cluster/pmp-cluster",
                    "aws:RequestTag/kubernetes-namespace": "pmp",
                    "aws:RequestTag/kubernetes-service-account": "xray-daemon",
                  },
                },
              },
            ],
          },
        },
        [CHART]: { values: { agent: { identity: { roleArn: "" } } } },
      },
    });
  });

  it("identity podIdentity: the chart waits for the association, though nothing of it is among the chart's values", async () => {
    const pods = await evaluate("prod", { overrides: { "pmp-xray:identity": "podIdentity" } });
    const { dependencies } = one(pods, "kubernetes:helm.sh/v4:Chart");
    for (const name of ["xray-daemon-role", "xray-daemon-write", "xray-daemon-association"]) {
      const resource = pods.resources.find((made) => made.name === name);
      assert.ok(resource !== undefined && dependencies.includes(resource.urn), name);
    }
  });

  it("iam: a permissions boundary on the role, and calls in one region only", async () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const { added, removed, changed } = await effect({ "pmp-xray:iam": { permissionsBoundary, restrictRegion: true } });
    assert.deepEqual({ added, removed }, { added: {}, removed: [] });
    assert.deepEqual(Object.keys(changed).sort(), ["aws:iam/policy:Policy xray-write-policy", ROLE]);
    assert.deepEqual(changed[ROLE], { permissionsBoundary });
    const policy = changed["aws:iam/policy:Policy xray-write-policy"] as { policy: { Statement: object[] } };
    assert.deepEqual(
      policy.policy.Statement.map((statement) => ("Condition" in statement ? statement.Condition : undefined)),
      [{ StringEquals: { "aws:RequestedRegion": "us-east-1" } }],
    );
  });

  it("agent.assumeRoleArn: the agent may assume that one role, and is configured to", async () => {
    const assumeRoleArn = "arn:aws:iam::210987654321:role/pmp-xray-receiver";
    assert.deepEqual(await effect({ "pmp-xray:agent": { kind: "xrayDaemon", assumeRoleArn } }), {
      added: {
        "aws:iam/rolePolicy:RolePolicy xray-daemon-assume": {
          name: "assume",
          role: "pmp-xray-daemon",
          policy: {
            Version: "2012-10-17",
            Statement: [
              { Sid: "SendTracesElsewhere", Effect: "Allow", Action: "sts:AssumeRole", Resource: assumeRoleArn },
            ],
          },
        },
      },
      removed: [],
      changed: { [CHART]: { values: { agent: { assumeRoleArn } } } },
    });
  });
});
