import assert from "node:assert/strict";
import { readPolicyConfig, stackPolicyConfigFile } from "../../../offline/policy/subjects.ts";
import { imageFromAllowedRegistry } from "../../../policy/kubernetes/image-from-allowed-registry.ts";
import { goodObject, put } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  imageFromAllowedRegistry,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.initContainers[0].image",
        message:
          'Init container "setup": image "busybox:1.37" is docker.io/library/busybox; allowed: below *.dkr.ecr.*.amazonaws.com, *.dkr.ecr.*.amazonaws.com.cn, public.ecr.aws/aws-observability, public.ecr.aws/xray.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[1].image",
        message:
          'Container "agent": image "public.ecr.aws/xray-daemon/xray:3.6.6" is public.ecr.aws/xray-daemon/xray; allowed: below *.dkr.ecr.*.amazonaws.com, *.dkr.ecr.*.amazonaws.com.cn, public.ecr.aws/aws-observability, public.ecr.aws/xray.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[2].image",
        message:
          'Container "cheat": image "123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.com/shop/api:1.0.0" is 123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.com/shop/api; allowed: below *.dkr.ecr.*.amazonaws.com, *.dkr.ecr.*.amazonaws.com.cn, public.ecr.aws/aws-observability, public.ecr.aws/xray.',
      },
    ],
    unknownAt: "spec.template.spec.initContainers[0].image",
  },
  () => {
    it("takes the registries that it is told", () => {
      const agent = [goodObject("DaemonSet", "agent")];
      assert.deepEqual(messages(imageFromAllowedRegistry, agent, { registries: ["public.ecr.aws"] }), []);
      assert.deepEqual(messages(imageFromAllowedRegistry, agent, { registries: ["docker.io", "*.example.com"] }), [
        'Container "agent": image "public.ecr.aws/xray/aws-xray-daemon:3.6.6" is public.ecr.aws/xray/aws-xray-daemon; allowed: below docker.io, *.example.com.',
      ]);
    });

    describe("in policy/config/local.json", () => {
      const config = readPolicyConfig(stackPolicyConfigFile("local") ?? "")[imageFromAllowedRegistry.name];
      const judge = (image: string): string[] => {
        const agent = structuredClone(goodObject("DaemonSet", "agent"));
        put(agent, "spec.template.spec.containers.0.image", image);
        return messages(imageFromAllowedRegistry, [agent], config);
      };

      it("are those of the images that the local cluster makes", () => {
        for (const name of ["pmp-api", "collector", "coredns"])
          assert.deepEqual(judge(`pmp-xray.local/${name}:0123456789ab`), []);
        // test/local/cluster/node-config.test.ts holds this name.
        assert.deepEqual(judge("pmp-xray.local/pause:1"), []);
      });

      it("are those that the stack's own values name, and the agent's", () => {
        for (const image of ["pmp-api:local", "pmp-collector:local", "public.ecr.aws/aws-observability/collector:1.0"])
          assert.deepEqual(judge(image), []);
      });

      it("hold nothing that only looks like them, and nothing of what others may push", () => {
        for (const image of [
          "busybox:1.37",
          "docker.io/library/node:24",
          "pmp-api-tools:local",
          "somebody/pmp-api:local",
          "docker.io/pmp-xray.local/pmp-api:1",
          "pmp-xray.local.example.com/pmp-api:1",
          "registry.example.com/pmp-xray.local/pmp-api:1",
          "public.ecr.aws/somebody/xray:1",
        ])
          assert.equal(judge(image).length, 1, image);
      });
    });
  },
);
