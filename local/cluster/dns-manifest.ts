import { network } from "./network.ts";

const labels = { "k8s-app": "kube-dns" };

// No `forward`: the node has no internet access, so external names are refused immediately instead of timing out.
const corefile = `.:5353 {
    errors
    health :8080 {
        lameduck 1s
    }
    ready :8181
    kubernetes ${network.clusterDomain} in-addr.arpa ip6.arpa {
        pods insecure
        ttl 5
    }
    cache 5
    reload
}
`;

/** CoreDNS as the cluster's DNS: objects to apply once the API server answers. */
export function dnsManifest(image: string): object {
  const meta = { name: "coredns", namespace: "kube-system", labels };
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: meta },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "coredns" },
        rules: [
          { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
        ],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "coredns" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "coredns" },
        subjects: [{ kind: "ServiceAccount", name: "coredns", namespace: "kube-system" }],
      },
      { apiVersion: "v1", kind: "ConfigMap", metadata: meta, data: { Corefile: corefile } },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...meta, name: "kube-dns" },
        spec: {
          clusterIP: network.dnsServiceIp,
          selector: labels,
          ports: [
            { name: "dns", port: 53, targetPort: 5353, protocol: "UDP" },
            { name: "dns-tcp", port: 53, targetPort: 5353, protocol: "TCP" },
          ],
        },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: meta,
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: "coredns",
              securityContext: { runAsNonRoot: true, runAsUser: 10053, seccompProfile: { type: "RuntimeDefault" } },
              containers: [
                {
                  name: "coredns",
                  image,
                  imagePullPolicy: "Never",
                  args: ["-conf", "/etc/coredns/Corefile"],
                  readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                  },
                  resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "128Mi" } },
                  volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
                },
              ],
              volumes: [{ name: "config", configMap: { name: "coredns" } }],
            },
          },
        },
      },
    ],
  };
}
