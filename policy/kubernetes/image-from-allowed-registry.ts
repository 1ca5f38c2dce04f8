import { z } from "zod";
import { kubernetesPolicy } from "../kit/policy.ts";
import { text } from "./reading/fields.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { isBelow, parseImage } from "./reading/image.ts";
import { eachImage } from "./reading/images.ts";

export const imageFromAllowedRegistry = kubernetesPolicy({
  name: "image-from-allowed-registry",
  title: "Every image comes from a registry that you trust.",
  why: "A name without a registry means Docker Hub, where anyone can register a similar name, and whose pull limits can stop a rollout.",
  fix: "Push the image to your own registry and name it in full, or add its registry (with a path, where the registry is open to all) to the option registries of this policy.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [cisKubernetes("5.5.1"), nsa("Building secure container images")],
  config: {
    registries: z
      .array(z.string().min(1))
      .min(1)
      .default([
        "*.dkr.ecr.*.amazonaws.com",
        "*.dkr.ecr.*.amazonaws.com.cn",
        "public.ecr.aws/aws-observability",
        "public.ecr.aws/xray",
      ])
      .describe(
        "Registries, with or without a path below which every image is allowed. * stands for any text without a dot or a slash. Docker Hub is docker.io.",
      ),
  },
  *check(object, { registries }) {
    yield* eachImage(object, function* ({ label, path, field, reference }) {
      const image = text(reference);
      // An image without a name is reported by image-pinned.
      if (image === undefined) return;
      const { repository } = parseImage(image);
      if (registries.some((registry) => isBelow(repository, registry))) return;
      yield {
        message: `${label}: ${field} ${JSON.stringify(image)} is ${repository}; allowed: below ${registries.join(", ")}.`,
        path: `${path}.${field}`,
      };
    });
  },
});
