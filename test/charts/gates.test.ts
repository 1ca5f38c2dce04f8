import assert from "node:assert/strict";
import { usageProblems } from "../../charts/tooling/usage.ts";
import { readValuesFile } from "../../charts/tooling/values-file.ts";
import { render } from "./support/chart.ts";
import { podOf } from "./support/manifests.ts";
import type { Container, Manifest, PodSpec } from "./support/manifests.ts";
import { podSecurityViolations } from "./support/pod-security.ts";
import { danglingReferences } from "./support/references.ts";

// The gates that the other tests rely on, shown something that they must not let pass.

const context = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const container: Container = { name: "app", image: "app:1", securityContext: context };
const restricted: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};

function having(own: Partial<Container>): PodSpec {
  return { ...restricted, containers: [{ ...container, ...own }] };
}

describe("gate: Pod Security restricted", () => {
  it("lets a restricted pod pass", () => assert.deepEqual(podSecurityViolations(restricted), []));

  const bad: readonly [string, PodSpec][] = [
    ["hostNetwork", { ...restricted, hostNetwork: true }],
    ["hostPID", { ...restricted, hostPID: true }],
    ["hostIPC", { ...restricted, hostIPC: true }],
    ["app: hostPort", having({ ports: [{ containerPort: 2000, hostPort: 2000 }] })],
    ["volume logs: hostPath", { ...restricted, volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] }],
    ["app: privileged", having({ securityContext: { ...context, privileged: true } })],
    ["app: procMount", having({ securityContext: { ...context, procMount: "Unmasked" } })],
    ["app: allowPrivilegeEscalation must be false", having({ securityContext: { capabilities: { drop: ["ALL"] } } })],
    ["app: capabilities must drop ALL", having({ securityContext: { allowPrivilegeEscalation: false } })],
    [
      "app: capabilities.add",
      having({ securityContext: { ...context, capabilities: { drop: ["ALL"], add: ["NET_RAW"] } } }),
    ],
    [
      "app: runAsNonRoot must be true",
      { ...restricted, securityContext: { seccompProfile: { type: "RuntimeDefault" } } },
    ],
    ["app: seccompProfile must be set", { ...restricted, securityContext: { runAsNonRoot: true } }],
    ["app: seccompProfile", having({ securityContext: { ...context, seccompProfile: { type: "Unconfined" } } })],
    ["app: runAsUser 0", having({ securityContext: { ...context, runAsUser: 0 } })],
    ["app: appArmorProfile", having({ securityContext: { ...context, appArmorProfile: { type: "Unconfined" } } })],
    ["app: seLinuxOptions", having({ securityContext: { ...context, seLinuxOptions: { type: "spc_t" } } })],
    ["app: hostProcess", having({ securityContext: { ...context, windowsOptions: { hostProcess: true } } })],
    ["pod: sysctls", { ...restricted, securityContext: { ...restricted.securityContext, sysctls: [{}] } }],
    [
      "init: capabilities must drop ALL",
      {
        ...restricted,
        initContainers: [{ ...container, name: "init", securityContext: { allowPrivilegeEscalation: false } }],
      },
    ],
  ];
  for (const [violation, spec] of bad) {
    it(`stops a pod with ${violation}`, () => assert.deepEqual(podSecurityViolations(spec), [violation]));
  }
});

describe("gate: references", () => {
  let release: readonly Manifest[];
  before(async () => (release = await render({ stage: "prod" })));

  function without(kind: string, name: string): readonly Manifest[] {
    return release.filter((each) => each.kind !== kind || each.metadata.name !== name);
  }

  function changed(kind: string, change: (spec: PodSpec) => PodSpec): readonly Manifest[] {
    return release.map((each) => {
      if (each.kind !== kind) return each;
      const template = podOf(each)!;
      return { ...each, spec: { ...(each.spec as object), template: { ...template, spec: change(template.spec) } } };
    });
  }

  it("finds nothing in a whole release", () => assert.deepEqual(danglingReferences(release), []));

  it("finds a ConfigMap that is not there, as environment and as volume", () => {
    assert.deepEqual(danglingReferences(without("ConfigMap", "pmp-api-config")), [
      "Deployment/pmp-api: ConfigMap pmp-api-config",
    ]);
    assert.deepEqual(danglingReferences(without("ConfigMap", "xray-config")), [
      "DaemonSet/xray-daemon: ConfigMap xray-config",
    ]);
  });

  it("finds a service account that is not there", () => {
    assert.deepEqual(danglingReferences(without("ServiceAccount", "xray-daemon")), [
      "DaemonSet/xray-daemon: service account xray-daemon",
    ]);
  });

  it("finds a Service and a NetworkPolicy without pods", () => {
    assert.deepEqual(danglingReferences(without("DaemonSet", "xray-daemon")), [
      "NetworkPolicy/xray-daemon: selects no pod",
      "Service/xray-daemon: selects no pod",
    ]);
  });

  it("finds a mount without its volume", () => {
    const broken = changed("DaemonSet", (spec) => ({ ...spec, volumes: [] }));
    assert.deepEqual(danglingReferences(broken), ["DaemonSet/xray-daemon: xray-daemon mounts volume config"]);
  });

  it("finds a port that the container does not have: UDP and TCP are two ports", () => {
    const udp = { name: "xray-udp", containerPort: 2000, protocol: "UDP" };
    const broken = changed("DaemonSet", (spec) => ({
      ...spec,
      containers: [{ ...spec.containers[0]!, ports: [udp] }],
    }));
    assert.deepEqual(danglingReferences(broken).toSorted(), [
      "DaemonSet/xray-daemon: xray-daemon is probed on port xray-tcp",
      "DaemonSet/xray-daemon: xray-daemon is probed on port xray-tcp",
      "DaemonSet/xray-daemon: xray-daemon is probed on port xray-tcp",
      "NetworkPolicy/xray-daemon: port 2000",
      "Service/xray-daemon: port xray-tcp",
    ]);
  });

  it("finds a selector that misses its own pods", () => {
    const broken = release.map((each) =>
      each.kind === "Deployment"
        ? { ...each, spec: { ...(each.spec as object), selector: { matchLabels: { app: "other" } } } }
        : each,
    );
    assert.deepEqual(danglingReferences(broken), ["Deployment/pmp-api: its selector does not match its own pods"]);
  });
});

describe("gate: values that are read and declared", () => {
  const values = readValuesFile(
    "api:\n  # How many.\n  replicas: 2\n  # A shape.\n  # @schema {type: object}\n  resources: { limits: 1 }\n",
  );
  const complete = { path: "a.yaml", text: "{{ .Values.api.replicas }} {{ $.Values.api.resources.limits }}" };

  it("is content when all are", () => assert.deepEqual(usageProblems(values, [complete]), []));

  it("finds a value that no template reads", () => {
    const text = "{{ .Values.api.replicas }}{{/* .Values.api.resources */}}";
    assert.deepEqual(usageProblems(values, [{ path: "a.yaml", text }]), [
      "values.yaml: no template reads api.resources",
    ]);
  });

  it("finds a read of a value that is not declared, and of a whole branch", () => {
    const text = "{{ .Values.api.replica }}{{ toYaml .Values.api }}";
    assert.deepEqual(usageProblems(values, [complete, { path: "b.yaml", text }]), [
      "b.yaml: reads .Values.api.replica, which is no value of values.yaml",
      "b.yaml: reads .Values.api, which is no value of values.yaml",
    ]);
  });

  it("finds a value without a comment", () => {
    assert.throws(
      () => readValuesFile("api:\n  # How many.\n  replicas: 2\n\n  port: 1\n"),
      /no comment above api\.port/,
    );
  });
});
