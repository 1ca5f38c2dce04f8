import { z } from "zod";

/** One container of a pod. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Variables that matter to tracing, as far as they can be seen; secrets are hidden. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of the ConfigMaps that give it more variables. */
  readonly envFrom: readonly string[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly host?: number }[];
  /** Path and port of its readiness, or else its liveness probe. */
  readonly probe?: { readonly path: string; readonly port: string | number };
  readonly mounts: readonly string[];
  /** An init container that keeps running. */
  readonly sidecar: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it does not run. */
  readonly waiting?: string;
  /** How it ended the last time. */
  readonly lastEnd?: { readonly reason: string; readonly exitCode: number };
}

/** A pod, as far as it matters to tracing. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of service meshes. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly node?: string;
  readonly ip?: string;
  readonly serviceAccount: string;
  readonly created: string;
  readonly phase: string;
  readonly ready: boolean;
  /** Being deleted. */
  readonly leaving: boolean;
  /** Why no node takes it. */
  readonly unschedulable?: string;
  readonly hostNetwork: boolean;
  readonly owner?: string;
  readonly containers: readonly Container[];
  /** Audiences of projected service account tokens. */
  readonly tokenAudiences: readonly string[];
}

const text = z.string();
const list = <T extends z.ZodType>(of: T) =>
  z
    .array(of)
    .nullish()
    .transform((value) => value ?? []);

const envVar = z.object({ name: text, value: text.optional(), valueFrom: z.looseObject({}).optional() });
const httpGet = z.object({ path: text.default("/"), port: z.union([text, z.number()]) });
const probeOf = z.object({ httpGet: httpGet.optional() }).optional();
const container = z.object({
  name: text,
  image: text.default(""),
  command: list(text),
  args: list(text),
  env: list(envVar),
  envFrom: list(z.object({ configMapRef: z.object({ name: text }).optional() })),
  ports: list(z.object({ name: text.default(""), containerPort: z.number(), hostPort: z.number().optional() })),
  readinessProbe: probeOf,
  livenessProbe: probeOf,
  volumeMounts: list(z.object({ mountPath: text })),
  restartPolicy: text.optional(),
});
const ended = z.object({ reason: text.default(""), exitCode: z.number().default(0) });
const status = z.object({
  name: text,
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: z
    .object({ waiting: z.object({ reason: text.default(""), message: text.default("") }).optional() })
    .default({}),
  lastState: z.object({ terminated: ended.optional() }).default({}),
});
const condition = z.object({ type: text, status: text, reason: text.default(""), message: text.default("") });
const projected = z.object({
  sources: list(z.object({ serviceAccountToken: z.object({ audience: text.default("") }).optional() })),
});
const strings = z
  .record(text, text)
  .nullish()
  .transform((value) => value ?? {});

const pod = z.object({
  metadata: z.object({
    name: text,
    namespace: text.default(""),
    labels: strings,
    annotations: strings,
    creationTimestamp: text.default(""),
    deletionTimestamp: text.optional(),
    ownerReferences: list(z.object({ kind: text, name: text })),
  }),
  spec: z.object({
    nodeName: text.optional(),
    serviceAccountName: text.default("default"),
    hostNetwork: z.boolean().default(false),
    containers: z.array(container),
    initContainers: list(container),
    volumes: list(z.object({ projected: projected.optional() })),
  }),
  status: z
    .object({
      phase: text.default("Unknown"),
      podIP: text.optional(),
      conditions: list(condition),
      containerStatuses: list(status),
      initContainerStatuses: list(status),
    })
    .prefault({}),
});

/** Reads a pod as the Kubernetes API has it. */
export function readPod(object: unknown): Pod {
  const { metadata, spec, status: state } = pod.parse(object);
  const states = new Map([...state.containerStatuses, ...state.initContainerStatuses].map((each) => [each.name, each]));
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  const scheduled = state.conditions.find(({ type }) => type === "PodScheduled");
  const [owner] = metadata.ownerReferences;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    labels: metadata.labels,
    annotations: Object.fromEntries(Object.entries(metadata.annotations).filter(([key]) => OF_MESH.test(key))),
    ...(spec.nodeName !== undefined && { node: spec.nodeName }),
    ...(state.podIP !== undefined && { ip: state.podIP }),
    serviceAccount: spec.serviceAccountName,
    created: metadata.creationTimestamp,
    phase: state.phase,
    ready: state.conditions.some(({ type, status: value }) => type === "Ready" && value === "True"),
    leaving: metadata.deletionTimestamp !== undefined,
    ...(scheduled?.status === "False" && { unschedulable: scheduled.message || scheduled.reason }),
    hostNetwork: spec.hostNetwork,
    ...(owner !== undefined && { owner: `${owner.kind}/${owner.name}` }),
    containers: [...spec.containers, ...sidecars].map((each) =>
      readContainer(each, sidecars.includes(each), states.get(each.name)),
    ),
    tokenAudiences: spec.volumes
      .flatMap((volume) => volume.projected?.sources ?? [])
      .flatMap(({ serviceAccountToken }) => serviceAccountToken?.audience ?? []),
  };
}

function readContainer(
  {
    name,
    image,
    command,
    args,
    env,
    envFrom,
    ports,
    readinessProbe,
    livenessProbe,
    volumeMounts,
  }: z.output<typeof container>,
  sidecar: boolean,
  state: z.output<typeof status> | undefined,
): Container {
  const probe = readinessProbe?.httpGet ?? livenessProbe?.httpGet;
  const waiting = state?.state.waiting;
  const lastEnd = state?.lastState.terminated;
  return {
    name,
    image,
    command,
    args,
    env: visible(Object.fromEntries(env.map((each) => [each.name, each.value ?? "(from elsewhere)"]))),
    envFrom: envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []),
    ports: ports.map(({ name: portName, containerPort, hostPort }) => ({
      name: portName,
      port: containerPort,
      ...(hostPort !== undefined && { host: hostPort }),
    })),
    ...(probe !== undefined && { probe }),
    mounts: volumeMounts.map(({ mountPath }) => mountPath),
    sidecar,
    ready: state?.ready ?? false,
    restarts: state?.restartCount ?? 0,
    ...(waiting !== undefined && {
      waiting: [waiting.reason, waiting.message].filter((part) => part !== "").join(": "),
    }),
    ...(lastEnd !== undefined && { lastEnd }),
  };
}

const OF_MESH = /istio[.]io|linkerd[.]io/;

/** Variables that decide about tracing. All others are the application's own business. */
const OF_TRACING = /^(?:AWS_|OTEL_|PMP_|NODE_OPTIONS$|NODE_ENV$|HTTPS?_PROXY$|NO_PROXY$|PORT$|GOMEMLIMIT$)/i;
const SECRET = /ACCESS_KEY|_HEADERS$|AUTHORIZATION_TOKEN$|SESSION_TOKEN$|PASSWORD/i;

/** The variables that matter here, without what must stay secret. */
export function visible(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => OF_TRACING.test(name))
      // The user and password of a proxy's URL.
      .map(([name, value]) => [name, SECRET.test(name) ? "(hidden)" : value.replace(/\/\/[^/@]*@/, "//(hidden)@")]),
  );
}
