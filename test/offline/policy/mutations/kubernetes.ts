import { set, stranger, type Mutation } from "./mutation.ts";

const API = "kubernetes:apps/v1:Deployment pmp:pmp/pmp-api";
const AGENT = "kubernetes:apps/v1:DaemonSet pmp:pmp/xray-daemon";
const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[0]`;
const SECURITY = `${CONTAINER}.securityContext`;

/** What holds of the API's pod and of the agent's. */
const ofPods: readonly [guarantee: string, values: Readonly<Record<string, unknown>>, caughtBy: readonly string[]][] = [
  ["has no part of its node's network", { [`${POD}.hostNetwork`]: true }, ["no-host-namespaces"]],
  ["sees no process of its node", { [`${POD}.hostPID`]: true }, ["no-host-namespaces"]],
  ["shares no memory with its node", { [`${POD}.hostIPC`]: true }, ["no-host-namespaces"]],
  ["takes no port of its node", { [`${CONTAINER}.ports[0].hostPort`]: 2000 }, ["no-host-ports"]],
  ["is not privileged", { [`${SECURITY}.privileged`]: true }, ["no-privileged-containers"]],
  ["gains no rights", { [`${SECURITY}.allowPrivilegeEscalation`]: undefined }, ["no-privilege-escalation"]],
  ["has no capability", { [`${SECURITY}.capabilities`]: undefined }, ["drop-all-capabilities"]],
  ["takes none back", { [`${SECURITY}.capabilities.add`]: ["NET_ADMIN"] }, ["drop-all-capabilities"]],
  ["can't be root", { [`${POD}.securityContext.runAsNonRoot`]: undefined }, ["run-as-non-root"]],
  ["doesn't ask for root", { [`${POD}.securityContext.runAsUser`]: 0 }, ["no-root-user"]],
  ["runs under seccomp", { [`${POD}.securityContext.seccompProfile`]: undefined }, ["seccomp-profile"]],
  ["leaves AppArmor on", { [`${SECURITY}.appArmorProfile`]: { type: "Unconfined" } }, ["apparmor-profile"]],
  ["leaves SELinux on", { [`${SECURITY}.seLinuxOptions`]: { type: "spc_t" } }, ["selinux-options"]],
  ["sees a masked /proc", { [`${SECURITY}.procMount`]: "Unmasked" }, ["default-proc-mount"]],
  [
    "changes no kernel",
    { [`${POD}.securityContext.sysctls`]: [{ name: "vm.swappiness", value: "0" }] },
    ["safe-sysctls"],
  ],
  [
    "is no Windows host process",
    { [`${SECURITY}.windowsOptions`]: { hostProcess: true } },
    ["no-windows-host-process"],
  ],
  ["is probed itself", { [`${CONTAINER}.livenessProbe.httpGet.host`]: "example.com" }, ["no-probe-host"]],
  [
    "mounts nothing of its node",
    { [`${POD}.volumes[0]`]: { name: "x", hostPath: { path: "/" } } },
    ["restricted-volume-types"],
  ],
  ["can't change its image", { [`${SECURITY}.readOnlyRootFilesystem`]: false }, ["read-only-root-filesystem"]],
  ["has a memory limit", { [`${CONTAINER}.resources.limits.memory`]: undefined }, ["requests-and-limits"]],
  ["has a CPU limit", { [`${CONTAINER}.resources.limits.cpu`]: undefined }, ["requests-and-limits"]],
  ["is asked whether it is ready", { [`${CONTAINER}.readinessProbe`]: undefined }, ["probes"]],
  ["is asked whether it is alive", { [`${CONTAINER}.livenessProbe`]: undefined }, ["probes"]],
  ["has an account of its own", { [`${POD}.serviceAccountName`]: undefined }, ["no-default-service-account"]],
  ["has no token", { [`${POD}.automountServiceAccountToken`]: true }, ["no-service-account-token"]],
  ["is selected by a NetworkPolicy", { "spec.template.metadata.labels": { app: "x" } }, ["network-policy-selects-pod"]],
  [
    "holds no secret",
    { [`${CONTAINER}.env[0]`]: { name: "AWS_SECRET_ACCESS_KEY", value: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" } },
    ["no-secret-in-environment"],
  ],
  [
    "never breaks a request",
    { [`${CONTAINER}.env[0]`]: { name: "AWS_XRAY_CONTEXT_MISSING", value: "RUNTIME_ERROR" } },
    ["context-missing-never-throws"],
  ],
  [
    "has an image that stays, from a registry that is trusted",
    { [`${CONTAINER}.image`]: "amazon/aws-xray-daemon:latest" },
    ["image-from-allowed-registry", "image-pinned"],
  ],
];

/** The API's replicas are counted by the stage; only there its labels belong to a budget too. */
const REPLICATED = ["staging", "prod", "prod, new cluster"];

export const KUBERNETES_MUTATIONS: readonly Mutation[] = [
  ...[API, AGENT].flatMap((resource) =>
    ofPods
      .filter(([guarantee]) => resource === AGENT || guarantee !== "is selected by a NetworkPolicy")
      .map(([guarantee, values, caughtBy]) => ({
        guarantee: `${resource === API ? "the API" : "the agent"} ${guarantee}`,
        resource,
        change: set(values),
        caughtBy,
      })),
  ),
  {
    guarantee: "the API is selected by a NetworkPolicy and a disruption budget",
    resource: API,
    change: set({ "spec.template.metadata.labels": { app: "x" } }),
    caughtBy: ["disruption-budget", "network-policy-selects-pod"],
    stacks: REPLICATED,
  },
  {
    guarantee: "the API has a NetworkPolicy",
    resource: "kubernetes:networking.k8s.io/v1:NetworkPolicy pmp:pmp/pmp-api",
    change: "remove",
    caughtBy: ["network-policy-selects-pod"],
  },
  {
    guarantee: "the agent has a NetworkPolicy",
    resource: "kubernetes:networking.k8s.io/v1:NetworkPolicy pmp:pmp/xray-daemon",
    change: "remove",
    caughtBy: ["network-policy-selects-pod"],
  },
  {
    guarantee: "only chosen pods call the agent",
    resource: "kubernetes:networking.k8s.io/v1:NetworkPolicy pmp:pmp/xray-daemon",
    change: set({ "spec.ingress[0].from": undefined }),
    caughtBy: ["agent-from-chosen-pods"],
  },
  {
    guarantee: "the API's pods have a disruption budget",
    resource: "kubernetes:policy/v1:PodDisruptionBudget pmp:pmp/pmp-api",
    change: "remove",
    caughtBy: ["disruption-budget"],
  },
  {
    guarantee: "the budget lets a node be drained",
    resource: "kubernetes:policy/v1:PodDisruptionBudget pmp:pmp/pmp-api",
    change: set({ "spec.maxUnavailable": 0 }),
    caughtBy: ["disruption-budget"],
  },
  {
    guarantee: "segments go to the agent on their own node",
    resource: "kubernetes:core/v1:Service pmp:pmp/xray-daemon",
    change: set({ "spec.internalTrafficPolicy": "Cluster" }),
    caughtBy: ["agent-service-on-node"],
  },
  {
    guarantee: "the agent can't be reached from outside",
    resource: "kubernetes:core/v1:Service pmp:pmp/xray-daemon",
    change: set({ "spec.type": "LoadBalancer" }),
    caughtBy: ["agent-service-on-node"],
  },
  {
    guarantee: "sampling rules can be fetched",
    resource: "kubernetes:core/v1:Service pmp:pmp/xray-daemon",
    change: set({ "spec.ports[1].protocol": "UDP" }),
    caughtBy: ["agent-service-udp-and-tcp"],
  },
  {
    guarantee: "the namespace refuses what is not restricted",
    resource: "kubernetes:core/v1:Namespace pmp-namespace",
    change: set({ "metadata.labels": {} }),
    caughtBy: ["namespace-enforces-pod-security"],
  },
  {
    guarantee: "the API's ConfigMap holds no secret",
    resource: "kubernetes:core/v1:ConfigMap pmp:pmp/pmp-api-config",
    change: set({ "data.STRIPE_API_KEY": "sk_live_a1a1a1a1a1a1a1a1" }),
    caughtBy: ["no-secret-in-config-map"],
  },
  {
    guarantee: "a lost trace context only makes a line in the log",
    resource: "kubernetes:core/v1:ConfigMap pmp:pmp/pmp-api-config",
    change: set({ "data.AWS_XRAY_CONTEXT_MISSING": "RUNTIME_ERROR" }),
    caughtBy: ["context-missing-never-throws"],
  },
  {
    guarantee: "segments go to the namespace where the agent is",
    resource: "kubernetes:core/v1:ConfigMap pmp:pmp/pmp-api-config",
    change: set({ "data.AWS_XRAY_DAEMON_ADDRESS": "xray-daemon.default.svc.cluster.local:2000" }),
    caughtBy: ["agent-address-exists"],
  },
  {
    guarantee: "the daemon listens for other pods by TCP too",
    resource: AGENT,
    change: set({
      [`${CONTAINER}.image`]: "public.ecr.aws/xray/aws-xray-daemon:3.6.6",
      [`${CONTAINER}.args`]: ["-b", "0.0.0.0:2000", "-t", "127.0.0.1:2000"],
    }),
    caughtBy: ["agent-listens-for-pods"],
    stacks: REPLICATED,
  },
  {
    guarantee: "the agent is no administrator of the cluster",
    resource: "kubernetes:core/v1:ServiceAccount pmp:pmp/xray-daemon",
    change: {
      add: [
        stranger("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "agent-admin", {
          roleRef: { kind: "ClusterRole", name: "cluster-admin" },
          subjects: [{ kind: "ServiceAccount", name: "xray-daemon", namespace: "pmp" }],
        }),
      ],
    },
    caughtBy: ["no-cluster-admin-binding"],
  },
  {
    guarantee: "no object has an API version that is gone",
    resource: "kubernetes:core/v1:ServiceAccount pmp:pmp/xray-daemon",
    change: { add: [stranger("kubernetes:policy/v1beta1:PodDisruptionBudget", "old", { spec: {} })] },
    caughtBy: ["api-version-served"],
  },
  {
    guarantee: "no release makes objects that nothing has seen",
    resource: "kubernetes:core/v1:ServiceAccount pmp:pmp/xray-daemon",
    change: { add: [stranger("kubernetes:helm.sh/v3:Release", "more", { chart: "more" })] },
    caughtBy: ["no-unrendered-release"],
  },
  {
    guarantee: "a patch of the agent opens nothing",
    resource: AGENT,
    change: {
      add: [
        stranger("kubernetes:apps/v1:DaemonSetPatch", "host", {
          metadata: { name: "xray-daemon", namespace: "pmp" },
          spec: { template: { spec: { hostNetwork: true } } },
        }),
      ],
    },
    caughtBy: ["no-host-namespaces"],
  },
];
