import assert from "node:assert/strict";
import { AwsProvider } from "../../../../local/plugins/aws/provider.ts";
import { plainProperties } from "../../../../local/plugins/properties.ts";
import { denied, missing, typeUnderTest } from "./support.ts";

describe("local/plugins/aws/eks", () => {
  describe("Pod Identity association", () => {
    const association = typeUnderTest("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    const associationArn = "arn:aws:eks:us-east-1:123456789012:podidentityassociation/c/a-1";
    const answer = { output: { association: { associationId: "a-1", associationArn } } };
    const path = "/clusters/c/pod-identity-associations";
    const body = {
      namespace: "pmp",
      serviceAccount: "xray-daemon",
      roleArn: "arn:aws:iam::123456789012:role/r",
      tags: { team: "a" },
    };
    const inputs = { clusterName: "c", ...body };

    it("is made in its cluster", async () => {
      association.answer({ [`eks POST ${path}`]: answer });
      const { id, outs } = await association.create(inputs);
      assert.equal(id, "c|a-1");
      assert.deepEqual(outs, { ...inputs, associationId: "a-1", associationArn });
      const [{ call, input }, ...more] = association.calls() as [{ call: string; input: object }];
      assert.equal(call, `eks POST ${path}`);
      const { clientRequestToken, ...rest } = input as Record<string, unknown>;
      assert.ok(clientRequestToken);
      assert.deepEqual([rest, more], [body, []]);
    });

    it("gets another role, and other tags by calls of their own", async () => {
      association.answer({ [`eks POST ${path}/a-1`]: answer });
      const roleArn = "arn:aws:iam::123456789012:role/s";
      await association.update("c|a-1", inputs, { ...inputs, roleArn, tags: { stage: "b" } });
      const [update, ...tagging] = association.calls();
      assert.equal(update!.input.roleArn, roleArn);
      const tags = `/tags/${encodeURIComponent(associationArn)}`;
      assert.deepEqual(tagging, [
        { call: `eks POST ${tags}`, input: { tags: { stage: "b" } } },
        { call: `eks DELETE ${tags}?tagKeys=team`, input: {} },
      ]);
    });

    it("is deleted, and may be gone already", async () => {
      await association.delete("c|a-1");
      assert.deepEqual(
        association.calls().map(({ call }) => call),
        [`eks DELETE ${path}/a-1`],
      );
      association.answer({ [`eks DELETE ${path}/a-1`]: missing.eks });
      await association.delete("c|a-1");
      association.answer({ [`eks DELETE ${path}/a-1`]: denied });
      await assert.rejects(association.delete("c|a-1"), /not authorized/);
    });

    it("getCluster tells how the cluster is reached and who issues its tokens", async () => {
      const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/1";
      association.answer({
        "eks GET /clusters/c": {
          output: {
            cluster: {
              arn: "arn:aws:eks:us-east-1:123456789012:cluster/c",
              endpoint: "https://c",
              certificateAuthority: { data: "Q0E=" },
              identity: { oidc: { issuer } },
            },
          },
        },
      });
      const provider = new AwsProvider("7.48.0");
      const answer = await provider.invoke("aws:eks/getCluster:getCluster", { name: "c" });
      assert.deepEqual(plainProperties(answer.outputs), {
        id: "c",
        name: "c",
        arn: "arn:aws:eks:us-east-1:123456789012:cluster/c",
        endpoint: "https://c",
        certificateAuthorities: [{ data: "Q0E=" }],
        identities: [{ oidcs: [{ issuer }] }],
      });
      association.answer({ "eks GET /clusters/c": { ...missing.eks, message: "No cluster found for name: c." } });
      await assert.rejects(provider.invoke("aws:eks/getCluster:getCluster", { name: "c" }), /No cluster found/);
    });
  });
});
