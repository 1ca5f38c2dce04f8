import { AGENT_NAME } from "@pmp/model/aws";
import { lastFirst } from "./agent.ts";
import type { ChartProblem, ChartRule, CompleteValues } from "./rule.ts";

const API = "pmp-api";

function names({ nameOverride, fullnameOverride, agent }: CompleteValues): { api: string; agent: string } {
  return { api: fullnameOverride || nameOverride || API, agent: agent.fullnameOverride || AGENT_NAME };
}

/** The API's and the agent's objects have the same kinds, so they need names of their own. */
const apart: ChartRule = {
  reads: ["nameOverride", "fullnameOverride", "agent.enabled", "agent.fullnameOverride", "api.enabled"],
  problems: (values) => {
    const { api, agent } = names(values);
    if (!values.agent.enabled || !values.api.enabled || api !== agent) return [];
    const path =
      values.fullnameOverride !== ""
        ? ["fullnameOverride"]
        : values.nameOverride !== ""
          ? ["nameOverride"]
          : ["agent", "fullnameOverride"];
    const allowed = "a name that the API and the agent do not share";
    return [{ path, value: api, allowed, fix: { remove: path } }];
  },
};

/** Names of containers in the API's pods: each once, and none of the chart's own. */
const containers: ChartRule = {
  reads: [
    "api.extraInitContainers",
    "api.extraContainers",
    "nameOverride",
    "fullnameOverride",
    "agent.fullnameOverride",
  ],
  problems: (values) => {
    const seen = Object.values(names(values));
    const problems = (["extraInitContainers", "extraContainers"] as const).flatMap((section) =>
      values.api[section].flatMap(({ name }, index): ChartProblem[] => {
        const isKnown = seen.includes(name);
        seen.push(name);
        if (!isKnown) return [];
        const allowed = "a name that no other container of the pod has";
        const path = ["api", section, index];
        return [{ path: [...path, "name"], value: name, allowed, fix: { remove: path } }];
      }),
    );
    return lastFirst(problems);
  },
};

const VOLUMES = ["aws-iam-token", "config", "sampling", "tmp"];
const MOUNTED = ["/tmp", "/etc/pmp"];

/** Volumes of the API's pods: names in the same way, and mounts of what is there, where the chart mounts nothing. */
const volumes: ChartRule = {
  reads: ["api.extraVolumes", "api.extraVolumeMounts"],
  problems: ({ api: { extraVolumes, extraVolumeMounts } }) => {
    const own = extraVolumes.map(({ name }) => name);
    const names = extraVolumes.flatMap(({ name }, index): ChartProblem[] => {
      if (!VOLUMES.includes(name) && own.indexOf(name) === index) return [];
      const allowed = "a name that no other volume of the pod has";
      const path = ["api", "extraVolumes", index];
      return [{ path: [...path, "name"], value: name, allowed, fix: { remove: path } }];
    });
    const mounts = extraVolumeMounts.flatMap(({ name, mountPath }, index): ChartProblem[] => {
      const path = ["api", "extraVolumeMounts", index];
      const fix = { remove: path };
      const isMounted = MOUNTED.includes(mountPath.replace(/\/$/, ""));
      return [
        ...(own.includes(name)
          ? []
          : [{ path: [...path, "name"], value: name, allowed: "the name of a volume of api.extraVolumes", fix }]),
        ...(isMounted
          ? [{ path: [...path, "mountPath"], value: mountPath, allowed: "a path without a volume of the chart", fix }]
          : []),
      ];
    });
    return [...lastFirst(mounts), ...lastFirst(names)];
  },
};

/** What holds for names: of objects, and inside the API's pods. */
export const nameRules: readonly ChartRule[] = [apart, containers, volumes];
