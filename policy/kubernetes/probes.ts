import { wellArchitected } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { eachContainer } from "./reading/container.ts";
import { eksBestPractices } from "./reading/frameworks.ts";
import { podOf, runsToItsEnd } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";
import { isRecord } from "../kit/read.ts";

export interface ProbesConfig {
  readonly required: readonly string[];
}

export const probes = kubernetesPolicy<ProbesConfig>({
  name: "probes",
  title: "Every container that stays up can be asked whether it is ready and alive.",
  why: "Without a readiness probe a pod gets requests, or segments, before it listens, and a rollout goes on although nothing works. Without a liveness probe one that hangs stays.",
  fix: "Add readinessProbe and livenessProbe. Init containers, sidecars among them, jobs and pods that run to their end need none.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL11-BP01"), eksBestPractices("Reliability: Running highly-available applications")],
  config: {
    properties: {
      required: {
        type: "array",
        items: { type: "string", enum: ["readinessProbe", "livenessProbe", "startupProbe"] },
        uniqueItems: true,
        description: "Probes that each container must have.",
        default: ["readinessProbe", "livenessProbe"],
      },
    },
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
