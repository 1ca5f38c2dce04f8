import { z } from "zod";
import { kubernetesPolicy } from "../kit/policy.ts";
import { text } from "./reading/fields.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { isDigest, parseImage } from "./reading/image.ts";
import { eachImage } from "./reading/images.ts";
import { notAllowed } from "./reading/say.ts";

export const imagePinned = kubernetesPolicy({
  name: "image-pinned",
  title: "Every image has a fixed tag or a digest.",
  why: "latest, or no tag, changes over time: two pods of one Deployment may run different code, a rollback restores nothing, and it is unknown which version ran at the time of a fault.",
  fix: "Set a version as the tag, or better the digest: image@sha256:… A digest takes precedence over the tag.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [cisKubernetes("5.5.1"), nsa("Building secure container images")],
  config: {
    requireDigest: z
      .boolean()
      .default(false)
      .describe("true: only a digest will do, because a registry may let a tag be pushed twice."),
    movingTags: z
      .array(z.string().min(1))
      .default(["latest", "edge", "lts", "main", "master", "nightly", "stable"])
      .describe("Tags that point to something else from time to time."),
  },
  *check(object, { requireDigest, movingTags }) {
    yield* eachImage(object, function* (image) {
      const reference = text(image.reference);
      const { tag, digest } = parseImage(reference ?? "");
      if (reference !== undefined && isDigest(digest)) return;
      if (requireDigest || digest !== undefined) {
        yield notAllowed(image, image.field, image.reference, "an image with a whole digest (@sha256: and 64 digits)");
      } else if (reference === undefined || tag === undefined || movingTags.includes(tag)) {
        yield notAllowed(
          image,
          image.field,
          image.reference,
          `an image with a digest, or a tag other than ${movingTags.join(", ")}`,
        );
      }
    });
  },
});
