import type { Violation } from "../kit/definition.ts";
import { kubernetesSetPolicy } from "../kit/policy.ts";
import { type Fields, record } from "../kit/read.ts";
import type { KubernetesObject } from "../kit/resource.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { list, text } from "./reading/fields.ts";
import { inNamespaceOf, workloads, type Workload } from "./reading/workload.ts";

const VARIABLE = "AWS_XRAY_DAEMON_ADDRESS";

/** An address of the agent, and the object and path that set it. */
interface Given extends Violation {
  readonly object: KubernetesObject;
  /** The value, with the variables of the container still in it. */
  readonly message: string;
}

export const agentAddressExists = kubernetesSetPolicy({
  name: "agent-address-exists",
  title: "The agent's address names a Service in the namespace where it exists.",
  why: "Segments go by UDP: one that is sent to a Service of another namespace is lost without an error. It happens when a tool moves a chart's objects to another namespace but leaves the value of a variable.",
  fix: "Name the Service without a namespace (xray-daemon:2000), or with that of the pod: $(K8S_NAMESPACE_NAME) from the field metadata.namespace.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [],
  *check(objects) {
    const services = objects.filter(({ kind }) => kind === "Service");
    const seen = new Set<string>();
    yield* forEachKnown(workloads(objects), function* (workload) {
      yield* forEachKnown(containersOf(workload), function* ([container, path]) {
        for (const { object, path: location, message: address } of given(workload, container, path, objects)) {
          const said = `${object.urn} ${location ?? ""}`;
          const problem = problemOf(expand(address, workload, container), workload.object, services);
          if (problem === undefined || seen.has(said)) continue;
          seen.add(said);
          yield {
            object,
            ...(location !== undefined && { path: location }),
            message: `${VARIABLE} is ${JSON.stringify(address)}: ${problem}`,
          };
        }
      });
    });
  },
});

function containersOf({ pod }: Workload): [Fields, string][] {
  return ["initContainers", "containers"].flatMap((group) =>
    list(pod.spec[group]).map((container, index): [Fields, string] => [
      record(container),
      `${pod.path}.${group}[${index}]`,
    ]),
  );
}

/** The source of a container's address: the last one wins, and env takes precedence over envFrom, as in Kubernetes. */
function given(workload: Workload, container: Fields, path: string, objects: readonly KubernetesObject[]): Given[] {
  const env = list(container.env).map(record);
  const index = env.findLastIndex(({ name }) => name === VARIABLE);
  const own = env[index];
  if (own !== undefined) {
    const value = text(own.value);
    if (value !== undefined) return [{ object: workload.object, path: `${path}.env[${index}].value`, message: value }];
    const { name, key } = record(record(own.valueFrom).configMapKeyRef);
    return fromConfigMap(workload, name, text(key) ?? "", objects);
  }
  for (const source of list(container.envFrom).map(record).reverse()) {
    const prefix = text(source.prefix) ?? "";
    if (!VARIABLE.startsWith(prefix)) continue;
    const found = fromConfigMap(workload, record(source.configMapRef).name, VARIABLE.slice(prefix.length), objects);
    if (found.length > 0) return found;
  }
  return [];
}

function fromConfigMap(
  { object }: Workload,
  name: unknown,
  key: string,
  objects: readonly KubernetesObject[],
): Given[] {
  const map = inNamespaceOf(object, objects, "ConfigMap").find((one) => one.name === name);
  const value = text(record(map?.content.data)[key]);
  return map === undefined || value === undefined ? [] : [{ object: map, path: `data.${key}`, message: value }];
}

/** The value with `$(NAME)` replaced; unknown references are kept. */
function expand(address: string, { object }: Workload, container: Fields): string {
  const env = list(container.env).map(record);
  return address.replace(/\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) => {
    const variable = env.findLast((one) => one.name === name);
    const field = record(record(variable?.valueFrom).fieldRef).fieldPath;
    return text(variable?.value) ?? (field === "metadata.namespace" ? object.namespace : undefined) ?? whole;
  });
}

/** `HOST:PORT`, or `tcp:HOST:PORT udp:HOST:PORT`. */
function hostsOf(address: string): string[] {
  return address
    .trim()
    .split(/\s+/)
    .map((part) => part.replace(/^(?:tcp|udp):/i, "").replace(/:\d+$/, ""));
}

function problemOf(
  address: string,
  { namespace }: KubernetesObject,
  services: readonly KubernetesObject[],
): string | undefined {
  for (const host of hostsOf(address)) {
    // NAME, NAME.NAMESPACE, NAME.NAMESPACE.svc and those with the cluster's domain; anything else is not a Service.
    const [, name, given] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\..+)?)?)?\.?$/.exec(host) ?? [];
    const wanted = given ?? namespace;
    const named = services.filter((service) => service.name === name);
    if (name === undefined || wanted === undefined || named.length === 0) continue;
    if (named.some((service) => service.namespace === undefined || service.namespace === wanted)) continue;
    const there = named.map((service) => service.namespace).join(", ");
    return `there is no Service ${name} in namespace ${wanted}; it is in ${there}.`;
  }
  return undefined;
}
