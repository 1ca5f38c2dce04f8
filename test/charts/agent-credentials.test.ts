import assert from "node:assert/strict";
import { agent, env } from "./support/agent.ts";
import { find } from "./support/manifests.ts";

describe("chart: the agent's credentials", () => {
  const roleArn = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

  it("never come from the node's role", async () => {
    for (const kind of ["xrayDaemon", "otelCollector"]) {
      assert.equal(env((await agent({ kind })).container).AWS_EC2_METADATA_DISABLED, "true");
    }
  });

  it("come by IRSA when the service account names a role", async () => {
    const { manifests, container } = await agent({ identity: { roleArn } });
    const account = find(manifests, "ServiceAccount", "xray-daemon");
    assert.deepEqual(account.metadata.annotations, { "eks.amazonaws.com/role-arn": roleArn });
    assert.equal(env(container).AWS_ROLE_ARN, undefined);
  });

  it("leave the service account without a role by default, for Pod Identity", async () => {
    const { manifests } = await agent();
    assert.equal(find(manifests, "ServiceAccount", "xray-daemon").metadata.annotations, undefined);
  });

  it("come by a token that the chart projects, where no webhook does", async () => {
    const stsEndpoint = "http://10.0.0.1:4566";
    const { pod, container } = await agent({
      stsEndpoint,
      identity: { roleArn, projectToken: true },
      kind: "otelCollector",
    });
    const path = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
    assert.deepEqual(env(container), {
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      AWS_ENDPOINT_URL_STS: stsEndpoint,
      AWS_ROLE_ARN: roleArn,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${path}/token`,
      GOMEMLIMIT: "204MiB",
    });
    assert.deepEqual(pod.volumes?.[1], {
      name: "aws-iam-token",
      projected: {
        sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 3600, path: "token" } }],
      },
    });
    assert.deepEqual(container.volumeMounts?.[1], { name: "aws-iam-token", mountPath: path, readOnly: true });
  });

  it("are fetched directly where a proxy leads to AWS, since EKS Pod Identity answers on the node", async () => {
    const { container } = await agent({ proxy: { url: "http://proxy.example.com:3128", noProxy: [".internal"] } });
    assert.equal(env(container).HTTPS_PROXY, "http://proxy.example.com:3128");
    assert.equal(env(container).NO_PROXY, ".internal,169.254.170.23,fd00:ec2::23");
    assert.equal(env((await agent()).container).HTTPS_PROXY, undefined);
  });
});
