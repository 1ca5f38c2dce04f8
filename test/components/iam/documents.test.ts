import assert from "node:assert/strict";
import fc from "fast-check";
import { toJson, type PolicyDocument } from "../../../components/iam/document.ts";
import { irsaTrust, podIdentityTrust } from "../../../components/iam/trust.ts";
import { writePolicyDocument } from "../../../components/iam/write-policy.ts";

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

describe("policy documents", () => {
  it("are the same text whatever order their keys were written in", () => {
    const one: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Sid: "A", Effect: "Allow", Action: "xray:PutTraceSegments", Resource: "*" }],
    };
    const other: PolicyDocument = {
      Statement: [{ Resource: "*", Action: "xray:PutTraceSegments", Effect: "Allow", Sid: "A" }],
      Version: "2012-10-17",
    };
    assert.equal(toJson(one), toJson(other));
    assert.deepEqual(JSON.parse(toJson(one)), one);
  });

  it("keep lists in their order", () => {
    const document = writePolicyDocument();
    assert.deepEqual(JSON.parse(toJson(document)), JSON.parse(JSON.stringify(document)));
  });

  it("trust exactly one service account, by two claims compared as they are", () => {
    fc.assert(
      fc.property(name, name, name, (issuerHost, namespace, account) => {
        const serviceAccount = { namespace, name: account };
        const providerArn = `arn:aws:iam::123456789012:oidc-provider/${issuerHost}`;
        const { Statement } = irsaTrust({ providerArn, issuer: `https://${issuerHost}`, serviceAccount });
        assert.equal(Statement.length, 1);
        assert.deepEqual(Statement[0]!.Condition, {
          StringEquals: {
            [`${issuerHost}:aud`]: "sts.amazonaws.com",
            [`${issuerHost}:sub`]: `system:serviceaccount:${namespace}:${account}`,
          },
        });
      }),
    );
  });

  it("trust Pod Identity for one service account of one cluster only", () => {
    const clusterArn = "arn:aws:eks:us-east-1:123456789012:cluster/c";
    const { Statement } = podIdentityTrust({ clusterArn, serviceAccount: { namespace: "n", name: "s" } });
    assert.deepEqual(Object.keys(Statement[0]!.Condition ?? {}), ["StringEquals"]);
    assert.deepEqual(Statement[0]!.Condition?.StringEquals, {
      "aws:RequestTag/eks-cluster-arn": clusterArn,
      "aws:RequestTag/kubernetes-namespace": "n",
      "aws:RequestTag/kubernetes-service-account": "s",
    });
  });

  it("let an agent do the five calls, on everything: an ARN would match none of them", () => {
    const [statement, ...more] = writePolicyDocument().Statement;
    assert.equal(more.length, 0);
    assert.equal(statement!.Resource, "*");
    assert.deepEqual(Array.from(statement!.Action).sort(), [
      "xray:GetSamplingRules",
      "xray:GetSamplingStatisticSummaries",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]);
  });
});
