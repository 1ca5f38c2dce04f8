import assert from "node:assert/strict";
import { z } from "zod";
import { dnsManifest } from "../../../local/cluster/dns-manifest.ts";
import { network } from "../../../local/cluster/network.ts";

const list = z.object({ items: z.array(z.looseObject({ kind: z.string(), metadata: z.looseObject({}) })) });
const service = z.looseObject({
  clusterIP: z.string(),
  selector: z.record(z.string(), z.string()),
  ports: z.array(z.object({ port: z.number(), targetPort: z.number(), protocol: z.string(), name: z.string() })),
});
const deployment = z.looseObject({
  selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
  template: z.looseObject({
    metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
    spec: z.looseObject({
      serviceAccountName: z.string(),
      securityContext: z.looseObject({}),
      containers: z.tuple([
        z.looseObject({
          image: z.string(),
          imagePullPolicy: z.string(),
          args: z.array(z.string()),
          securityContext: z.looseObject({}),
          readinessProbe: z.looseObject({ httpGet: z.object({ path: z.string(), port: z.number() }) }),
          volumeMounts: z.array(z.looseObject({ mountPath: z.string() })),
        }),
      ]),
    }),
  }),
});

const image = "pmp-xray.local/coredns:0123456789ab";
const { items } = list.parse(dnsManifest(image));

function object(kind: string): Record<string, unknown> {
  const found = items.filter((item) => item.kind === kind);
  assert.equal(found.length, 1, kind);
  return found[0]!;
}

describe("local/cluster/dns-manifest", () => {
  const { spec } = deployment.parse(object("Deployment").spec).template;
  const [container] = spec.containers;
  const corefile = z.object({ Corefile: z.string() }).parse(object("ConfigMap").data).Corefile;

  it("has the Service where the kubelet sends the pods for DNS, on UDP and TCP 53", () => {
    const { clusterIP, ports } = service.parse(object("Service").spec);
    assert.equal(clusterIP, network.dnsServiceIp);
    assert.deepEqual(
      ports.map(({ protocol, port }) => `${protocol} ${port}`),
      ["UDP 53", "TCP 53"],
    );
    assert.equal(new Set(ports.map(({ name }) => name)).size, 2);
  });

  it("leads the Service to CoreDNS' pod and to the port that CoreDNS listens on", () => {
    const { selector, ports } = service.parse(object("Service").spec);
    const { template, selector: owned } = deployment.parse(object("Deployment").spec);
    assert.deepEqual(template.metadata.labels, selector);
    assert.deepEqual(owned.matchLabels, selector);
    // A port below 1024 would need a capability, and all are dropped.
    for (const { targetPort } of ports) assert.ok(corefile.startsWith(`.:${targetPort} {`));
  });

  it("answers for the cluster's domain, is asked whether it is ready where it says so, and forwards nothing", () => {
    assert.match(corefile, new RegExp(`^ +kubernetes ${network.clusterDomain} `, "m"));
    const { path, port } = container.readinessProbe.httpGet;
    assert.equal(path, "/ready");
    assert.match(corefile, new RegExp(`^ +ready :${port}$`, "m"));
    assert.ok(!corefile.includes("forward"));
  });

  it("runs the image that was imported, with the configuration of the ConfigMap", () => {
    assert.equal(container.image, image);
    assert.equal(container.imagePullPolicy, "Never");
    assert.deepEqual(container.args, ["-conf", `${container.volumeMounts[0]!.mountPath}/Corefile`]);
  });

  it("passes Pod Security restricted", () => {
    assert.deepEqual(spec.securityContext, {
      runAsNonRoot: true,
      runAsUser: 10053,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("may read what it serves, and nothing else", () => {
    assert.deepEqual(object("ClusterRole").rules, [
      { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ]);
    const { subjects, roleRef } = object("ClusterRoleBinding");
    assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: spec.serviceAccountName, namespace: "kube-system" }]);
    assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "coredns" });
  });
});
