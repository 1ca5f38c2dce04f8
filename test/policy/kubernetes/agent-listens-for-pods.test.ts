import assert from "node:assert/strict";
import { agentListensForPods } from "../../../policy/kubernetes/agent-listens-for-pods.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  agentListensForPods,
  {
    bad: [
      {
        urn: "DaemonSet shop/agent",
        path: "spec.template.spec.containers[0].command",
        message: 'Container "agent": it takes sampling rules by TCP at 127.0.0.1:2000 only; allowed: -t 0.0.0.0:2000.',
      },
      {
        urn: "Deployment shop/agent",
        path: "spec.template.spec.containers[0].args",
        message: 'Container "agent": it takes segments by UDP at 127.0.0.1:2000 only; allowed: -b 0.0.0.0:2000.',
      },
    ],
    unknownAt: "spec.template.spec.containers[0].command[1]",
  },
  () => {
    const said = (container: object) =>
      messages(agentListensForPods, goodWith({ "DaemonSet agent": prefixed(container) })).length;
    const prefixed = (container: object) =>
      Object.fromEntries(
        Object.entries(container).map(([key, value]) => [`spec.template.spec.containers[0].${key}`, value as unknown]),
      );

    it("knows each way to give an address, and that the image's own options are right", () => {
      assert.equal(said({}), 0);
      assert.equal(said({ args: ["-l", "warn"] }), 0);
      assert.equal(said({ command: ["/xray"], args: ["-b=0.0.0.0:2000", "--bind-tcp", "0.0.0.0:2000"] }), 0);
      assert.equal(said({ command: ["/xray", "-c", "/etc/xray/cfg.yaml"] }), 0);
      assert.equal(said({ command: ["/xray"] }), 2);
      assert.equal(said({ command: ["/xray", "-b", "[::1]:2000", "-t", "localhost:2000"] }), 2);
      assert.equal(said({ args: ["--bind-tcp=127.0.0.1:2000"] }), 1);
    });

    it("lets a sidecar listen on loopback, and leaves other agents alone", () => {
      const sidecar = { "spec.template.spec.containers[1]": { name: "api", image: "example.com/api:1" } };
      const loopback = prefixed({ args: ["-t", "127.0.0.1:2000"] });
      assert.deepEqual(messages(agentListensForPods, goodWith({ "DaemonSet agent": { ...loopback, ...sidecar } })), []);
      assert.equal(
        said({ image: "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.3", args: ["-t", "127.0.0.1:2000"] }),
        0,
      );
      assert.equal(said({ image: "example.com/mirror/aws-xray-daemon@sha256:abc", args: ["-t", "127.0.0.1:2000"] }), 1);
    });
  },
);
