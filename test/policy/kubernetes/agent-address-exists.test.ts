import assert from "node:assert/strict";
import { agentAddressExists } from "../../../policy/kubernetes/agent-address-exists.ts";
import { goodWith } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

const IN_DEFAULT = "there is no Service agent in namespace default; it is in shop.";

describePolicy(
  agentAddressExists,
  {
    bad: [
      {
        urn: "ConfigMap shop/api-config",
        path: "data.AWS_XRAY_DAEMON_ADDRESS",
        message: `AWS_XRAY_DAEMON_ADDRESS is "agent.default.svc.cluster.local:2000": ${IN_DEFAULT}`,
      },
      {
        urn: "Deployment shop/worker",
        path: "spec.template.spec.containers[0].env[0].value",
        message: `AWS_XRAY_DAEMON_ADDRESS is "tcp:agent.default:2000 udp:agent.default:2000": ${IN_DEFAULT}`,
      },
    ],
    unknownAt: "data.AWS_XRAY_DAEMON_ADDRESS",
  },
  () => {
    const NAMESPACE = { name: "NS", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } };
    const said = (value: string, ...env: object[]) =>
      messages(
        agentAddressExists,
        goodWith({
          "Deployment api": {
            "spec.template.spec.containers[0].env": [{ name: "AWS_XRAY_DAEMON_ADDRESS", value }, ...env],
          },
        }),
      );

    it("takes each way to name the Service of the pod's own namespace", () => {
      for (const address of [
        "agent:2000",
        "agent.shop:2000",
        "agent.shop.svc:2000",
        "agent.shop.svc.cluster.local:2000",
        "tcp:agent:2000 udp:agent.shop:2000",
      ]) {
        assert.deepEqual(said(address), [], address);
      }
      assert.deepEqual(said("agent.$(NS).svc.cluster.local:2000", NAMESPACE), []);
      assert.deepEqual(said("agent.$(NS):2000", { name: "NS", value: "shop" }), []);
    });

    it("finds the one of another namespace, in a variable too", () => {
      assert.deepEqual(said("agent.default.svc:2000"), [
        `AWS_XRAY_DAEMON_ADDRESS is "agent.default.svc:2000": ${IN_DEFAULT}`,
      ]);
      assert.equal(said("agent.$(NS):2000", { name: "NS", value: "default" }).length, 1);
    });

    it("has nothing to say of an agent that is not among the objects", () => {
      for (const address of [
        "127.0.0.1:2000",
        "xray-daemon.tracing.svc:2000",
        "agent.example.com:2000",
        "$(HOST):2000",
      ]) {
        assert.deepEqual(said(address), [], address);
      }
    });
  },
);
