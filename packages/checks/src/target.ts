import type { XRaySamplingRule } from "@pmp/sampling";

/** Where the API runs. `kubernetes` is any cluster that is not EKS, the local one among them. */
export type Platform = "eks" | "kubernetes" | "ecs";
/** A sidecar is a container of the API's own pods or tasks. */
export type AgentMode = "daemonset" | "sidecar";
export type AgentKind = "xrayDaemon" | "otelCollector" | "cloudwatchAgent";

/** The deployment that is checked: what the user or the stack file says of it. */
export interface Target {
  /** The stack, when there is one. */
  readonly stack?: string;
  /** `ecs`, or `kubernetes` for every cluster: whether that is EKS is read from its nodes. */
  readonly platform: "kubernetes" | "ecs";
  readonly region: string;
  /** The API's name in X-Ray. */
  readonly service: string;
  /** Namespace of the API; of Kubernetes only. */
  readonly namespace: string;
  /** Name of the EKS or ECS cluster, as far as it is known. */
  readonly cluster?: string;
  /** Name of the ECS service. */
  readonly ecsService?: string;
  /** Another address of AWS, such as an emulator's. */
  readonly endpointUrl?: string;
  /** The rules that X-Ray must have, by the stack's plan. */
  readonly plannedRules?: readonly XRaySamplingRule[];
  /** How many requests the proof sends. */
  readonly requests: number;
  /** Paths that the proof may call by GET, besides the health path. */
  readonly paths: readonly string[];
  /** Address of the API, for a proof that does not go through the cluster. */
  readonly url?: string;
}

/** The shape of a deployment, which decides what of it is checked. */
export interface Shape {
  readonly platform: Platform;
  /** Undefined while no agent was found. */
  readonly mode: AgentMode | undefined;
  readonly agent: AgentKind | undefined;
}
