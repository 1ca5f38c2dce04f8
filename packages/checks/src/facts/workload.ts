import { z } from "zod";
import { defineFact, NotRead, type Sources } from "../fact.ts";
import { isKubernetesError } from "../kubernetes/failure.ts";
import type { AgentKind, AgentMode } from "../target.ts";
import { agentKind } from "./parts/agent-kind.ts";
import { CONFIG_MAPS, PODS, rightTo } from "./parts/kinds.ts";
import { readPod, visible, type Container, type Pod } from "./parts/pod.ts";

/** The pods that matter: the API's and the agent's. */
export interface Workload {
  readonly api: readonly Pod[];
  /** Name of the API's container in its pods. */
  readonly apiContainer: string;
  /** Pods that run an agent; with a sidecar, those of the API. */
  readonly agents: readonly Pod[];
  readonly agentContainer: string;
  readonly mode: AgentMode | undefined;
  readonly agentKind: AgentKind | undefined;
  /** AWS_XRAY_DAEMON_ADDRESS of the API, when it is set. */
  readonly agentAddress: string | undefined;
  /** Namespaces that were looked into. */
  readonly namespaces: readonly string[];
  /** Whether the variables from ConfigMaps are known. */
  readonly configKnown: boolean;
}

const configMap = z.object({
  metadata: z.object({ name: z.string() }),
  data: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? {}),
});

export const workload = defineFact({
  name: "workload",
  title: "pods of the API and of the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("list", PODS), rightTo("list", CONFIG_MAPS)],
  read: async (sources): Promise<Workload> => {
    const { namespace, service } = sources.target;
    const [pods, config] = await Promise.all([podsOf(sources, namespace), configMapsOf(sources)]);
    const withConfig = pods.map((pod): Pod => ({
      ...pod,
      containers: pod.containers.map((each) => addConfig(each, config)),
    }));
    const api = withConfig.filter((pod) => containerOf(pod, service) !== undefined);
    const apiContainer = api.flatMap((pod) => containerOf(pod, service) ?? [])[0];
    const agentAddress = apiContainer?.env.AWS_XRAY_DAEMON_ADDRESS;
    const elsewhere = namespaceOf(agentAddress);
    const others =
      elsewhere === undefined || elsewhere === namespace ? [] : await podsOf(sources, elsewhere).catch(orNothing);
    const agents = [...withConfig, ...others].filter((pod) => agentIn(pod) !== undefined);
    const sidecars = agents.filter((pod) => api.includes(pod));
    const own = sidecars.length > 0 ? sidecars : agents;
    const [agent] = own.flatMap((pod) => agentIn(pod) ?? []);
    return {
      api,
      apiContainer: apiContainer?.name ?? "",
      agents: own,
      agentContainer: agent?.name ?? "",
      mode: modeOf(own, sidecars, agentAddress),
      agentKind: agent && agentKind(agent),
      agentAddress,
      namespaces: elsewhere === undefined || elsewhere === namespace ? [namespace] : [namespace, elsewhere],
      configKnown: config !== undefined,
    };
  },
});

/** Where the agent is, or where the API looks for it while there is none. */
function modeOf(agents: readonly Pod[], sidecars: readonly Pod[], address: string | undefined): AgentMode | undefined {
  if (agents.length > 0) return sidecars.length > 0 ? "sidecar" : "daemonset";
  if (address === undefined) return undefined;
  return /^(?:127[.]|localhost)/.test(address) ? "sidecar" : "daemonset";
}

/** The container of an agent in a pod. */
export function agentIn(pod: Pod): Container | undefined {
  return pod.containers.find((container) => agentKind(container) !== undefined);
}

/** The API's container in each of its pods. */
export function apiContainers({ api, apiContainer }: Workload): readonly { pod: Pod; container: Container }[] {
  return api.flatMap((pod) =>
    pod.containers.filter(({ name }) => name === apiContainer).map((container) => ({ pod, container })),
  );
}

/** The agent's container in each of its pods. */
export function agentContainers({ agents }: Workload): readonly { pod: Pod; container: Container }[] {
  return agents.flatMap((pod) => {
    const container = agentIn(pod);
    return container === undefined ? [] : [{ pod, container }];
  });
}

async function podsOf({ kubernetes }: Sources, namespace: string): Promise<readonly Pod[]> {
  const objects = await kubernetes.list(PODS, { namespace });
  // What has ended serves nobody: jobs, and the pods of helm test.
  return objects.map(readPod).filter(({ phase }) => phase !== "Succeeded" && phase !== "Failed");
}

/** Undefined when the right to read them is missing: the pods are worth knowing without. */
async function configMapsOf({
  kubernetes,
  target,
}: Sources): Promise<ReadonlyMap<string, Record<string, string>> | undefined> {
  try {
    const objects = await kubernetes.list(CONFIG_MAPS, { namespace: target.namespace });
    return new Map(objects.map((object) => configMap.parse(object)).map(({ metadata, data }) => [metadata.name, data]));
  } catch (error) {
    if (isKubernetesError(error)) return undefined;
    throw error;
  }
}

function addConfig(container: Container, config: ReadonlyMap<string, Record<string, string>> | undefined): Container {
  const given = container.envFrom.map((name) => visible(config?.get(name) ?? {}));
  // Kubernetes lets env win over envFrom.
  return { ...container, env: Object.assign({}, ...given, container.env) as Record<string, string> };
}

/** The container of the API: the one that says so by its service name, else by the labels of its pod. */
function containerOf({ labels, containers }: Pod, service: string): Container | undefined {
  const others = containers.filter((container) => agentKind(container) === undefined);
  const named = others.find(({ env }) => [env.OTEL_SERVICE_NAME, env.AWS_XRAY_TRACING_NAME].includes(service));
  if (named !== undefined) return named;
  const labelled = [labels["app.kubernetes.io/name"], labels.app].some(
    (label) => label === service || label === CHART_API,
  );
  return labelled ? (others.find(({ name }) => name === service || name === CHART_API) ?? others[0]) : undefined;
}

/** The name that the chart gives to the API. */
const CHART_API = "pmp-api";

/** The namespace in the name of a Service: `xray-daemon.tracing.svc.cluster.local:2000`. */
function namespaceOf(address: string | undefined): string | undefined {
  return /^[a-z0-9-]+\.([a-z0-9-]+)(?:\.svc[a-z0-9.-]*)?:\d+$/.exec(address ?? "")?.[1];
}

function orNothing(error: unknown): readonly Pod[] {
  if (isKubernetesError(error) || error instanceof NotRead) return [];
  throw error;
}
