import { z } from "zod";
import { unique } from "../kit/config.ts";
import { wellArchitected } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { isRecord } from "../kit/read.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { eachContainer } from "./reading/container.ts";
import { eksBestPractices } from "./reading/frameworks.ts";
import { podOf, runsToItsEnd } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";

export const probes = kubernetesPolicy({
  name: "probes",
  title: "Every long-running container has a readiness and a liveness probe.",
  why: "Without a readiness probe a pod gets requests, or segments, before it listens, and a rollout continues although the new pods fail. Without a liveness probe a pod that hangs is not restarted.",
  fix: "Add readinessProbe and livenessProbe. Init containers, sidecars among them, jobs and pods that run to completion need none.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL11-BP01"), eksBestPractices("Reliability: Running highly-available applications")],
  config: {
    required: unique(z.array(z.enum(["readinessProbe", "livenessProbe", "startupProbe"])))
      .default(["readinessProbe", "livenessProbe"])
      .describe("Probes that each container must have."),
  },
  *check(object, { required }) {
    const pod = podOf(object);
    if (pod === undefined || runsToItsEnd(object, pod)) return;
    yield* eachContainer(
      pod,
      (container) =>
        forEachKnown(required, function* (probe) {
          const value = container.fields[probe];
          if (!isRecord(value)) yield notAllowed(container, probe, value, "a probe");
        }),
      ["containers"],
    );
  },
});
