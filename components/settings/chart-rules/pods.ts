import { bytes, mebibytes } from "./quantity.ts";
import type { ChartProblem, ChartRule, CompleteValues } from "./rule.ts";

const PARTS = ["api", "agent"] as const;
type Part = (typeof PARTS)[number];

/** Least memory that a container starts with. */
const LEAST_LIMIT = { api: "32Mi", agent: "64Mi" } as const satisfies Record<Part, string>;
/** Less than this was meant in another unit. */
const LEAST_AMOUNT = "4Mi";

const RESOURCES = ["api.resources", "agent.resources"];

const timeToStop: ChartRule = {
  reads: PARTS.flatMap((part) => [`${part}.preStopSeconds`, `${part}.terminationGracePeriodSeconds`]),
  problems: (values) =>
    PARTS.flatMap((part) => {
      const { preStopSeconds, terminationGracePeriodSeconds: grace } = values[part];
      if (preStopSeconds < grace) return [];
      const path = [part, "terminationGracePeriodSeconds"];
      const allowed = `more than ${part}.preStopSeconds (${preStopSeconds}), or no time is left to stop`;
      return [{ path, value: grace, allowed, fix: { set: path, to: preStopSeconds + 25 } }];
    }),
};

const requestWithinLimit: ChartRule = {
  reads: RESOURCES,
  problems: (values) =>
    PARTS.flatMap((part) => {
      const { requests, limits } = values[part].resources;
      const request = requests?.memory;
      if (request === undefined || bytes(request) <= bytes(limits.memory)) return [];
      const path = [part, "resources", "requests", "memory"];
      return [
        { path, value: request, allowed: `at most the limit, ${limits.memory}`, fix: { set: path, to: limits.memory } },
      ];
    }),
};

/** A number without a unit is in bytes: 512 would be 512 bytes, which Kubernetes accepts, and the pod could never start. */
const enoughMemory: ChartRule = {
  reads: RESOURCES,
  problems: (values) => [
    ...PARTS.flatMap((part) => tooLittle(values, part, "limits", "memory", LEAST_LIMIT[part])),
    ...PARTS.flatMap((part) => [
      ...tooLittle(values, part, "requests", "memory", LEAST_AMOUNT),
      ...tooLittle(values, part, "requests", "ephemeral-storage", LEAST_AMOUNT),
      ...tooLittle(values, part, "limits", "ephemeral-storage", LEAST_AMOUNT),
    ]),
  ],
};

function tooLittle(
  values: CompleteValues,
  part: Part,
  kind: "requests" | "limits",
  name: "memory" | "ephemeral-storage",
  least: string,
): ChartProblem[] {
  const given = values[part].resources[kind]?.[name];
  if (given === undefined || bytes(given) >= bytes(least)) return [];
  const path = [part, "resources", kind, name];
  const allowed = `at least ${least}, with a unit such as Mi; this is ${mebibytes(given)}Mi`;
  return [{ path, value: given, allowed, fix: { set: path, to: least } }];
}

const OWN_LABELS = ["app", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app.kubernetes.io/part-of"];
const OWN_ANNOTATIONS = ["checksum/agent", "checksum/config", "checksum/sampling", "eks.amazonaws.com/skip-containers"];

/** Labels, annotations and node labels that the chart writes itself. */
const OWN_METADATA = {
  nodeSelector: ["kubernetes.io/os"],
  podAnnotations: OWN_ANNOTATIONS,
  podLabels: OWN_LABELS,
} as const;
const METADATA = ["nodeSelector", "podAnnotations", "podLabels"] as const;

const ownMetadata: ChartRule = {
  reads: PARTS.flatMap((part) => METADATA.map((section) => `${part}.${section}`)),
  problems: (values) =>
    PARTS.flatMap((part) =>
      METADATA.flatMap((section) =>
        OWN_METADATA[section]
          .filter((key) => Object.hasOwn(values[part][section], key))
          .map((key) => {
            const path = [part, section, key];
            const allowed = "nothing: it would hide what the chart sets";
            return { path, value: values[part][section][key], allowed, fix: { remove: path } };
          }),
      ),
    ),
};

/** What holds for the pods of the API and of the agent. */
export const podRules: readonly ChartRule[] = [timeToStop, requestWithinLimit, enoughMemory, ownMetadata];
