import assert from "node:assert/strict";
import { imagePinned } from "../../../policy/kubernetes/image-pinned.ts";
import { goodObject } from "./support/manifests.ts";
import { describePolicy, messages } from "./support/policy.ts";

describePolicy(
  imagePinned,
  {
    bad: [
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[0].image",
        message:
          'Container "api": image is "registry.example.com:5000/shop/api"; allowed: an image with a digest, or a tag other than latest, edge, lts, main, master, nightly, stable.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[1].image",
        message:
          'Container "agent": image is "public.ecr.aws/xray/aws-xray-daemon:latest"; allowed: an image with a digest, or a tag other than latest, edge, lts, main, master, nightly, stable.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[2].image",
        message:
          'Container "cut": image is "shop/cut@sha256:0123"; allowed: an image with a whole digest (@sha256: and 64 digits).',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.containers[3].image",
        message:
          'Container "none": image is not set; allowed: an image with a digest, or a tag other than latest, edge, lts, main, master, nightly, stable.',
      },
      {
        urn: "Deployment shop/api",
        path: "spec.template.spec.volumes[0].image.reference",
        message:
          'Volume "model": image.reference is "shop/model:main"; allowed: an image with a digest, or a tag other than latest, edge, lts, main, master, nightly, stable.',
      },
    ],
    unknownAt: "spec.template.spec.containers[0].image",
  },
  () => {
    it("asks for a digest where it is told to", () => {
      assert.deepEqual(messages(imagePinned, [goodObject("Deployment", "api")], { requireDigest: true }), [
        'Init container "migrate": image is "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/migrate:1.4.0"; allowed: an image with a whole digest (@sha256: and 64 digits).',
        'Container "api": image is "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/api:2.1.0"; allowed: an image with a whole digest (@sha256: and 64 digits).',
      ]);
      assert.deepEqual(messages(imagePinned, [goodObject("CronJob", "report")], { requireDigest: true }), []);
    });

    it("takes other tags for moving ones where it is told to", () => {
      const found = messages(imagePinned, [goodObject("DaemonSet", "agent")], { movingTags: ["3.6.6"] });
      assert.deepEqual(found, [
        'Container "agent": image is "public.ecr.aws/xray/aws-xray-daemon:3.6.6"; allowed: an image with a digest, or a tag other than 3.6.6.',
      ]);
    });
  },
);
