import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { isDigest, parseImage } from "../../kubernetes/reading/image.ts";
import { containers, isAgent, TASK_DEFINITION } from "./task.ts";

/** Tags that point to something else from time to time. */
const MOVING_TAGS = ["latest", "edge", "lts", "main", "master", "nightly", "stable"];

export const ecsImagePinned = resourcePolicy({
  name: "ecs-image-pinned",
  title: "Every image of a task has a digest or a tag that stays, and the agent's has a digest.",
  why: "latest, or no tag, is another program tomorrow. An agent whose image can't be pulled keeps the whole task from starting, also when nothing waits for it: its image must not change or vanish under a tag.",
  fix: "Name a version, or better the digest: repository@sha256:… ECS documents no reference with both.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL08-BP04")],
  types: [TASK_DEFINITION],
  config: {
    agentByDigest: z
      .boolean()
      .default(true)
      .describe("false: a tag will do for the agent too, where its registry lets no tag be pushed twice."),
  },
  *check(task, { agentByDigest }) {
    for (const container of containers(task) ?? []) {
      const { path, name, image } = container;
      const { tag, digest } = parseImage(image);
      if (isDigest(digest)) continue;
      if (agentByDigest && isAgent(container)) {
        yield { path: `${path}.image`, message: `Agent ${name} has the image ${image}, without a digest.` };
      } else if (digest !== undefined || tag === undefined || MOVING_TAGS.includes(tag)) {
        yield { path: `${path}.image`, message: `Container ${name} has the image ${image}, which can change.` };
      }
    }
  },
});
