import { emulatorUrlInside } from "./network.ts";

/**
 * Namespace of the pods in which the emulator runs ECS tasks. It enforces no Pod Security level: the pod's first
 * container redirects the address of the ECS agent, for which it needs NET_ADMIN.
 */
export const ecsNamespace = "ecs-tasks";

/** Environment of the emulator, which then runs each ECS task as one pod of the cluster. */
export function ecsEnv(options: { readonly kubeconfig: string; readonly helperImage: string }): Record<string, string> {
  return {
    FAKECLOUD_ECS_BACKEND: "k8s",
    FAKECLOUD_K8S_SELF_URL: emulatorUrlInside,
    FAKECLOUD_K8S_NAMESPACE: ecsNamespace,
    FAKECLOUD_ECS_CREDS_HELPER_IMAGE: options.helperImage,
    KUBECONFIG: options.kubeconfig,
  };
}

/**
 * The namespace, and a Service as the stand-in of a load balancer: it leads to the API's port of every task. Also of a
 * task that is not ready: for Kubernetes a pod is ready only with all its containers, for ECS without the agent too.
 */
export function ecsManifest(service: string, port: number): object {
  const metadata = { name: service, namespace: ecsNamespace };
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: ecsNamespace } },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        // The emulator's own label for pods of ECS tasks.
        spec: {
          selector: { "fakecloud-service": "ecs" },
          publishNotReadyAddresses: true,
          ports: [{ port: 80, targetPort: port }],
        },
      },
    ],
  };
}
