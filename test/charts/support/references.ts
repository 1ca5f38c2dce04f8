import { allContainers, podOf, selectorOf } from "./manifests.ts";
import type { Container, Labels, Manifest, PodTemplate, Probe } from "./manifests.ts";

interface ServiceSpec {
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly targetPort: string | number; readonly protocol: string }[];
}

interface PodSelector {
  readonly podSelector?: { readonly matchLabels?: Labels };
}

interface NetworkPolicySpec extends Required<PodSelector> {
  readonly ingress?: readonly {
    readonly ports?: readonly { readonly port: string | number; readonly protocol: string }[];
  }[];
}

/**
 * Everything in a release that names something else and does not find it: ConfigMaps, service accounts, volumes, ports,
 * selectors. Secrets are the user's, so they are not looked for.
 */
export function danglingReferences(manifests: readonly Manifest[]): readonly string[] {
  return manifests.flatMap((manifest) => {
    const problems = [
      ...podProblems(manifest, manifests),
      ...serviceProblems(manifest, manifests),
      ...policyProblems(manifest, manifests),
    ];
    return problems.map((problem) => `${manifest.kind}/${manifest.metadata.name}: ${problem}`);
  });
}

function podProblems(manifest: Manifest, manifests: readonly Manifest[]): readonly string[] {
  const pod = podOf(manifest);
  if (pod === undefined) return [];
  const account = pod.spec.serviceAccountName;
  // A test pod runs under the namespace's own account, whose token it does not mount.
  const isDangling = (name: string | undefined): boolean =>
    name === undefined ? manifest.kind !== "Pod" : !has(manifests, "ServiceAccount", name);
  const volumes = (pod.spec.volumes ?? []).map((volume) => volume.configMap?.name);
  const containers = allContainers(pod.spec);
  return [
    ...(isDangling(account) ? [`service account ${String(account)}`] : []),
    ...missingConfigMaps([...volumes, ...containers.flatMap(configMapsOf)], manifests),
    ...containers.flatMap((container) => containerProblems(container, pod)),
    ...(isSelectedBy(selectorOf(manifest), pod) ? [] : ["its selector does not match its own pods"]),
  ];
}

function configMapsOf(container: Container): readonly (string | undefined)[] {
  const whole = (container.envFrom ?? []).map((source) => source.configMapRef?.name);
  return [...whole, ...(container.env ?? []).map((variable) => variable.valueFrom?.configMapKeyRef?.name)];
}

function missingConfigMaps(wanted: readonly (string | undefined)[], manifests: readonly Manifest[]): readonly string[] {
  const missing = wanted.filter((name) => name !== undefined && !has(manifests, "ConfigMap", name));
  return missing.map((name) => `ConfigMap ${String(name)}`);
}

function containerProblems(container: Container, pod: PodTemplate): readonly string[] {
  const volumes = (pod.spec.volumes ?? []).map((volume) => volume.name);
  const mounts = (container.volumeMounts ?? []).filter((mount) => !volumes.includes(mount.name));
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const ports = (container.ports ?? []).map((port) => port.name);
  const probed = probes.flatMap(portsOfProbe).filter((port) => !ports.includes(port));
  return [
    ...mounts.map((mount) => `${container.name} mounts volume ${mount.name}`),
    ...probed.map((port) => `${container.name} is probed on port ${port}`),
  ];
}

function portsOfProbe(probe: Probe | undefined): readonly string[] {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  return typeof port === "string" ? [port] : [];
}

function serviceProblems(manifest: Manifest, manifests: readonly Manifest[]): readonly string[] {
  if (manifest.kind !== "Service") return [];
  const { selector, ports } = manifest.spec as ServiceSpec;
  const pods = podsSelectedBy(selector, manifests);
  if (pods.length === 0) return ["selects no pod"];
  return ports
    .filter((port) => !pods.every((pod) => listens(pod, port.targetPort, port.protocol)))
    .map((port) => `port ${port.name}`);
}

function policyProblems(manifest: Manifest, manifests: readonly Manifest[]): readonly string[] {
  if (manifest.kind !== "NetworkPolicy") return [];
  const { podSelector, ingress } = manifest.spec as NetworkPolicySpec;
  const pods = podsSelectedBy(podSelector.matchLabels, manifests);
  if (pods.length === 0) return ["selects no pod"];
  const ports = (ingress ?? []).flatMap((rule) => rule.ports ?? []);
  return ports
    .filter(({ port, protocol }) => !pods.every((pod) => listens(pod, port, protocol)))
    .map(({ port }) => `port ${port}`);
}

function listens(pod: PodTemplate, port: string | number, protocol: string): boolean {
  const ports = allContainers(pod.spec).flatMap((container) => container.ports ?? []);
  return ports.some(
    (each) => (each.name === port || each.containerPort === port) && (each.protocol ?? "TCP") === protocol,
  );
}

function podsSelectedBy(selector: Labels | undefined, manifests: readonly Manifest[]): readonly PodTemplate[] {
  const pods = manifests.map(podOf).filter((pod) => pod !== undefined);
  return pods.filter((pod) => isSelectedBy(selector, pod));
}

function isSelectedBy(selector: Labels | undefined, pod: PodTemplate): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function has(manifests: readonly Manifest[], kind: string, name: string): boolean {
  return manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}
