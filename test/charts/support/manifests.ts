/** The parts of Kubernetes objects that the tests look at. Fields are named as in the API. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
  readonly automountServiceAccountToken?: boolean;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

export interface PodTemplate {
  readonly metadata: Omit<Metadata, "name">;
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly terminationGracePeriodSeconds?: number;
  readonly tolerations?: readonly unknown[];
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly sysctls?: readonly unknown[];
  readonly seLinuxOptions?: Readonly<Record<string, string>>;
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly appArmorProfile?: { readonly type: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly { readonly configMapRef?: Reference; readonly secretRef?: Reference }[];
  readonly ports?: readonly ContainerPort[];
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly [field: string]: unknown;
}

export interface Reference {
  readonly name: string;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly configMapKeyRef?: Reference;
    readonly secretKeyRef?: Reference;
  };
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
  readonly hostPort?: number;
}

export interface Probe {
  readonly httpGet?: { readonly port: string | number; readonly path: string };
  readonly tcpSocket?: { readonly port: string | number };
  readonly [field: string]: unknown;
}

export interface Volume {
  readonly name: string;
  readonly configMap?: Reference;
  readonly secret?: { readonly secretName: string };
  readonly emptyDir?: unknown;
  readonly projected?: { readonly sources: readonly unknown[] };
  readonly [source: string]: unknown;
}

interface Workload {
  readonly selector?: { readonly matchLabels: Labels };
  readonly template: PodTemplate;
}

const workloads: readonly string[] = ["DaemonSet", "Deployment", "StatefulSet", "ReplicaSet", "Job"];

/** The pod that a manifest makes, or undefined when it makes none. */
export function podOf(manifest: Manifest): PodTemplate | undefined {
  if (manifest.kind === "Pod") return { metadata: manifest.metadata, spec: manifest.spec as PodSpec };
  return workloads.includes(manifest.kind) ? (manifest.spec as Workload).template : undefined;
}

/** Without what only `helm test` creates. */
export function installed(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.filter((manifest) => manifest.metadata.annotations?.["helm.sh/hook"] === undefined);
}

/** The labels by which a workload finds its pods. */
export function selectorOf(manifest: Manifest): Labels | undefined {
  return manifest.kind === "Pod" ? {} : (manifest.spec as Workload).selector?.matchLabels;
}

export function allContainers(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** The one object of this kind and name. Throws when there is none. */
export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const manifest = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (manifest !== undefined) return manifest;
  const there = manifests.map((each) => `${each.kind}/${each.metadata.name}`).join(", ");
  throw new Error(`no ${kind}/${name} among ${there}`);
}

export function names(manifests: readonly Manifest[]): string[] {
  return manifests.map((each) => `${each.kind}/${each.metadata.name}`).sort();
}
