import type { EksStackName } from "../../../../offline/stack-config.ts";
import { ACCOUNT, OWN, ROLE_ARN, rules } from "./stacks.ts";

/** How the cluster is reached, the namespace, and the chart. */
export function expectedWorkload(stack: EksStackName): Record<string, unknown> {
  return {
    "pulumi:providers:kubernetes cluster-kubernetes": {
      ...(stack === "local" ? { context: "pmp-local" } : { kubeconfig: eks }),
      // Inputs of a provider reach the engine as text.
      enableConfigMapMutable: "true",
      enablePatchForce: "true",
    },
    "kubernetes:core/v1:Namespace pmp-namespace": {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "pmp",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "latest",
          "pod-security.kubernetes.io/warn": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
        },
      },
    },
    "kubernetes:helm.sh/v4:Chart pmp": { namespace: "pmp", chart: "charts/pmp-xray", values: chartValues(stack) },
  };
}

const eks = {
  apiVersion: "v1",
  kind: "Config",
  "current-context": "pmp-cluster",
  clusters: [
    {
      name: "pmp-cluster",
      cluster: {
        server: "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com",
        "certificate-authority-data": "Q0E=",
      },
    },
  ],
  contexts: [{ name: "pmp-cluster", context: { cluster: "pmp-cluster", user: "pmp-cluster" } }],
  users: [
    {
      name: "pmp-cluster",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "aws",
          args: ["eks", "get-token", "--output", "json", "--region", "us-east-1", "--cluster-name", "pmp-cluster"],
          interactiveMode: "Never",
        },
      },
    },
  ],
};

function chartValues(stack: EksStackName) {
  const local = stack === "local";
  const emulator = "http://10.244.0.1:4566";
  const rule = (name: string, priority: number, path: string, rate: number, reservoir: number, service: string) => ({
    RuleName: name,
    ResourceARN: "*",
    Priority: priority,
    FixedRate: rate,
    ReservoirSize: reservoir,
    ServiceName: service,
    ServiceType: "*",
    Host: "*",
    HTTPMethod: "*",
    URLPath: path,
    Version: 1,
  });
  return {
    clusterName: "pmp-cluster",
    region: "us-east-1",
    stage: stack,
    api: {
      image: local
        ? { repository: "pmp-api", tag: "local" }
        : { repository: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/pmp-api`, tag: "1.0.0" },
      replicas: OWN[stack].replicas,
      serviceName: "pmp-api",
    },
    agent: {
      kind: local ? "otelCollector" : "xrayDaemon",
      ...(local && { image: { repository: "pmp-collector", tag: "0.130.0" } }),
      endpoint: local ? emulator : "",
      stsEndpoint: local ? emulator : "",
      identity: { roleArn: ROLE_ARN, projectToken: local },
      assumeRoleArn: "",
    },
    sampling: {
      rules: [
        ...rules(stack).map(([name, priority, path, rate, reservoir]) =>
          rule(name, priority, path, rate, reservoir, "pmp-api"),
        ),
        rule("Default", 10000, "*", 0.05, 1, "*"),
      ],
    },
  };
}
