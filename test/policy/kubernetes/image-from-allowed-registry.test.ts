import assert from "node:assert/strict";
import { imageFromAllowedRegistry } from "../../../policy/kubernetes/image-from-allowed-registry.ts";
import { goodObject } from "./support/manifests.ts";
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
  },
);
