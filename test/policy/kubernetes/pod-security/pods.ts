import fc from "fast-check";

/** A member that is left out, or has one of these values. */
const maybe = (...values: readonly unknown[]) => fc.constantFrom(undefined, ...values);

const profile = maybe({ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "x" }, { type: "Unconfined" });
const seLinuxOptions = maybe(
  {},
  { type: "container_t" },
  { type: "container_engine_t" },
  { type: "spc_t" },
  { user: "system_u" },
  { role: "system_r" },
  { type: "", level: "s0:c1,c2" },
);

/** What the contexts of pods and containers have in common. Good values come often, so that some pods are let in. */
const common = {
  runAsNonRoot: maybe(true, true, false),
  runAsUser: maybe(10001, 10001, 0),
  seccompProfile: fc.oneof(maybe({ type: "RuntimeDefault" }), profile),
  appArmorProfile: fc.oneof(fc.constant(undefined), profile),
  seLinuxOptions: fc.oneof(fc.constant(undefined), seLinuxOptions),
  windowsOptions: fc.oneof(fc.constant(undefined), maybe({}, { hostProcess: false }, { hostProcess: true })),
};

const containerContext = fc.record({
  ...common,
  privileged: maybe(false, false, true),
  allowPrivilegeEscalation: maybe(false, false, false, true),
  procMount: maybe("Default", "Unmasked"),
  capabilities: maybe(
    ...[
      { drop: ["ALL"] },
      { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
      { drop: ["NET_RAW"] },
      { drop: ["ALL"], add: ["CHOWN"] },
      { drop: ["all"] },
      { drop: ["NET_RAW", "ALL"], add: ["SYS_ADMIN", "NET_BIND_SERVICE"] },
      {},
    ],
  ),
});

const port = fc.record({ containerPort: fc.constant(80), hostPort: maybe(0, 80) });
const handler = maybe(
  { httpGet: { path: "/", port: 80 } },
  { httpGet: { path: "/", port: 80, host: "" } },
  { httpGet: { path: "/", port: 80, host: "example.com" } },
  { tcpSocket: { port: 80, host: "127.0.0.1" } },
  { exec: { command: ["true"] } },
);
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, arbitrary);

const container = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  securityContext: fc.oneof({ weight: 8, arbitrary: containerContext }, fc.constant(undefined)),
  ports: seldom(fc.array(port, { maxLength: 2 })),
  livenessProbe: seldom(handler),
  readinessProbe: seldom(handler),
  startupProbe: seldom(handler),
  lifecycle: seldom(fc.record({ postStart: handler, preStop: handler })),
});
// The API server takes neither ports nor probes of those.
const ephemeralContainer = fc.record({ name: fc.constant("debug"), securityContext: containerContext });

const volume = fc
  .constantFrom(
    ...["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"],
    ...["secret", "hostPath", "nfs", "gitRepo", "awsElasticBlockStore", "fc", "iscsi", "cephfs"],
  )
  .map((source) => ({ name: "v", [source]: {} }));

const sysctl = fc
  .constantFrom("net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_rmem", "kernel.msgmax", "net.core.somaxconn")
  .map((name) => ({ name, value: "1" }));

const annotations = maybe(
  {},
  { "container.apparmor.security.beta.kubernetes.io/a": "runtime/default" },
  { "container.apparmor.security.beta.kubernetes.io/a": "localhost/x" },
  { "container.apparmor.security.beta.kubernetes.io/b": "unconfined" },
  { "container.apparmor.security.beta.kubernetes.io/c": "" },
);

/** Pods of every kind of setting that the Pod Security Standards speak of, as the API server would take them. */
export const podArbitrary = fc
  .record({
    metadata: fc.record({ name: fc.constant("pod"), annotations: seldom(annotations) }),
    spec: fc.record({
      os: seldom(maybe({ name: "windows" }, { name: "linux" })),
      hostNetwork: seldom(maybe(true, false)),
      hostPID: seldom(maybe(true, false)),
      hostIPC: seldom(maybe(true, false)),
      hostUsers: seldom(maybe(true, false)),
      securityContext: fc.oneof(
        { weight: 4, arbitrary: fc.record({ ...common, sysctls: seldom(fc.array(sysctl, { maxLength: 2 })) }) },
        fc.constant(undefined),
      ),
      volumes: seldom(fc.array(volume, { maxLength: 3 })),
      initContainers: seldom(fc.array(container, { maxLength: 2 })),
      containers: fc.array(container, { minLength: 1, maxLength: 2 }),
      ephemeralContainers: seldom(fc.array(ephemeralContainer, { maxLength: 1 })),
    }),
  })
  // Without the members that are undefined, as in a file.
  .map((pod): unknown => JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Pod", ...pod })));
