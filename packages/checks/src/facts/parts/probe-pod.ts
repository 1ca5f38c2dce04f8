import type { PodManifest } from "../../kubernetes/source.ts";
import type { Container, Pod } from "./pod.ts";

/**
 * A pod that runs a script once, on the node of a pod of the API, with its image and its variables. It has the labels of
 * the pods of the chart's helm test: the chart's NetworkPolicies let those through to the agent, and no Service selects them.
 */
export function probePod(
  { pod, container }: { readonly pod: Pod; readonly container: Container },
  script: string,
  now: number,
): PodManifest & { readonly spec: object } {
  const instance = pod.labels["app.kubernetes.io/instance"];
  const name = "pmp-xray-test";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `pmp-xray-probe-${now.toString(36)}`,
      namespace: pod.namespace,
      labels: {
        "app.kubernetes.io/name": name,
        ...(instance !== undefined && { "app.kubernetes.io/instance": instance }),
        app: name,
      },
    },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: 60,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(pod.node !== undefined && { nodeName: pod.node }),
      tolerations: [{ operator: "Exists" }],
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "probe",
          image: container.image,
          command: ["node", "--input-type=module", "-e", script],
          env: Object.entries(container.env)
            .filter(([variable]) => variable === "AWS_XRAY_DAEMON_ADDRESS")
            .map(([variable, value]) => ({ name: variable, value })),
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } },
        },
      ],
    },
  } as PodManifest & { readonly spec: object };
}
