import { lastFirst } from "./agent.ts";
import type { ChartProblem, ChartRule } from "./rule.ts";

const scaling: ChartRule = {
  reads: ["api.autoscaling.enabled", "api.autoscaling.minReplicas", "api.autoscaling.maxReplicas", "api.resources"],
  problems: ({ api: { autoscaling, resources } }) => {
    if (!autoscaling.enabled) return [];
    const { minReplicas, maxReplicas } = autoscaling;
    const path = ["api", "autoscaling", "maxReplicas"];
    const enabled = ["api", "autoscaling", "enabled"];
    return [
      ...(minReplicas <= maxReplicas
        ? []
        : [
            {
              path,
              value: maxReplicas,
              allowed: `at least minReplicas, ${minReplicas}`,
              fix: { set: path, to: minReplicas },
            },
          ]),
      // The template takes 0 and "" for missing too.
      ...(resources.requests?.cpu
        ? []
        : [
            {
              path: enabled,
              value: true,
              allowed: "true with api.resources.requests.cpu only, of which the target is a percentage; it is missing",
              fix: { set: ["api", "resources", "requests", "cpu"], to: "100m" },
            },
          ]),
    ];
  },
};

const paths: ChartRule = {
  reads: ["api.ingress.path", "api.ingress.pathType", "api.httpRoute.path"],
  problems: ({ api: { ingress, httpRoute } }) => {
    const problems: ChartProblem[] = [];
    if (ingress.pathType !== "ImplementationSpecific" && /[*?[\]{}()^$|\\]/.test(ingress.path)) {
      const fix = { set: ["api", "ingress", "pathType"], to: "ImplementationSpecific" };
      const allowed = `a path without wildcards and patterns, with pathType ${ingress.pathType}, which takes it literally`;
      problems.push({ path: ["api", "ingress", "path"], value: ingress.path, allowed, fix });
    }
    const path = ["api", "httpRoute", "path"];
    const [prefix = "/"] = httpRoute.path.split("*");
    if (prefix !== httpRoute.path) {
      const allowed = "a prefix, which is compared literally: a wildcard matches nothing";
      problems.push({ path, value: httpRoute.path, allowed, fix: { set: path, to: prefix } });
    }
    return problems;
  },
};

const routes: ChartRule = {
  reads: ["api.enabled", "api.ingress.enabled", "api.httpRoute.enabled", "api.httpRoute.parentRefs"],
  problems: ({ api }) => {
    const path = ["api", "httpRoute", "parentRefs"];
    const parents: ChartProblem = {
      path,
      value: api.httpRoute.parentRefs,
      allowed: 'one Gateway or more, for example [{"name":"shared","namespace":"gateways"}]',
      fix: { set: [...path, 0, "name"], to: "shared" },
    };
    const unused = (["ingress", "httpRoute"] as const).filter((kind) => !api.enabled && api[kind].enabled);
    return [
      ...(api.httpRoute.enabled && api.httpRoute.parentRefs.length === 0 ? [parents] : []),
      ...unused.map((kind): ChartProblem => {
        const enabled = ["api", kind, "enabled"];
        const allowed = "false, with api.enabled=false: there is nothing to route to";
        return { path: enabled, value: true, allowed, fix: { set: enabled, to: false } };
      }),
    ];
  },
};

/** Variables that the chart writes itself, and the value to set instead; null: there is none. */
const OWN_VARIABLES: ReadonlyMap<string, string | null> = new Map([
  ["AWS_REGION", "region"],
  ["AWS_XRAY_CONTEXT_MISSING", null],
  ["AWS_XRAY_DAEMON_ADDRESS", null],
  ["K8S_NAMESPACE_NAME", null],
  ["K8S_NODE_NAME", null],
  ["K8S_POD_NAME", null],
  ["NODE_ENV", "stage"],
  ["OTEL_RESOURCE_ATTRIBUTES", "stage"],
  ["OTEL_SERVICE_NAME", "api.serviceName"],
  ["PMP_PROPAGATE_TO", "api.propagateTo"],
  ["PMP_SAMPLING_PLAN_FILE", "sampling.rules"],
  ["PMP_TRUST_SAMPLED", "sampling.trustSampled"],
  ["PORT", "api.containerPort"],
]);

const environment: ChartRule = {
  reads: ["api.env", "api.extraEnv"],
  problems: ({ api: { env, extraEnv } }) => {
    const own = Object.keys(env)
      .filter((name) => OWN_VARIABLES.has(name))
      .map((name): ChartProblem => {
        const path = ["api", "env", name];
        return { path, value: env[name], allowed: ofTheChart(name), fix: { remove: path } };
      });
    const further = extraEnv.flatMap(({ name }, index): ChartProblem[] => {
      const allowed = OWN_VARIABLES.has(name)
        ? ofTheChart(name)
        : Object.hasOwn(env, name)
          ? "another name: it is in api.env too"
          : extraEnv.findIndex((other) => other.name === name) < index
            ? "another name: it is there twice"
            : undefined;
      if (allowed === undefined) return [];
      return [
        {
          path: ["api", "extraEnv", index, "name"],
          value: name,
          allowed,
          fix: { remove: ["api", "extraEnv", index] },
        },
      ];
    });
    return [...own, ...lastFirst(further)];
  },
};

function ofTheChart(name: string): string {
  const instead = OWN_VARIABLES.get(name) ?? null;
  return `nothing: it would hide what the chart sets${instead === null ? "" : `, from ${instead}`}`;
}

/** What holds for the API. */
export const apiRules: readonly ChartRule[] = [scaling, paths, routes, environment];
