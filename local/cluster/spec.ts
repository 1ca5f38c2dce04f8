import type { ClusterPaths } from "../paths.ts";
import type { ClusterBinaries } from "./processes.ts";

/** Ports on 127.0.0.1 by which the machine reaches into the cluster. */
export interface HostPorts {
  /** The API's Service. */
  readonly api: number;
  /** The AWS emulator. */
  readonly emulator: number;
  /** The Kubernetes API server. */
  readonly kubernetes: number;
}

/** The settings of the cluster's processes, written to a file before the first one starts. */
export interface ClusterSpec {
  readonly paths: ClusterPaths;
  readonly binaries: ClusterBinaries;
  /** Folder with the CNI plugins. */
  readonly cniBin: string;
  readonly runc: string;
  /** Environment for tools that were unpacked rather than installed (library paths and the like). */
  readonly env: Readonly<Record<string, string>>;
  /** Archives to import, by image reference. */
  readonly images: Readonly<Record<string, string>>;
  /** Reference of the CoreDNS image. */
  readonly dnsImage: string;
  readonly ports: HostPorts;
  readonly region: string;
  readonly accountId: string;
  /** Image of the container that connects an ECS task's pod with the emulator. */
  readonly ecsHelperImage: string;
  /** Name of the Service for ECS tasks, and the API's port in a task. */
  readonly ecsService: { readonly name: string; readonly port: number };
  /** Services that the API port forwards to: the first of these host names that exists. */
  readonly apiService: { readonly hosts: readonly string[]; readonly port: number };
}

/** The same for a user's cluster. */
export interface ContextSpec {
  readonly paths: ClusterPaths;
  readonly kubectl: string;
  /** A kubeconfig with only the chosen context. */
  readonly kubeconfig: string;
  readonly namespace: string;
  /** The API's Service, reached by `kubectl port-forward` on this port. */
  readonly service: string;
  readonly apiPort: number;
  /** Absent if an emulator is already running. */
  readonly emulator?: {
    readonly command: string;
    /** `host:port` to listen on. */
    readonly listen: string;
    readonly region: string;
    readonly accountId: string;
  };
  readonly env: Readonly<Record<string, string>>;
}

/** How far the cluster is; `npm start` polls it. */
export type ClusterStatus =
  | { readonly phase: "starting"; readonly step: string }
  | { readonly phase: "ready" }
  | { readonly phase: "failed"; readonly error: string };

/** File names inside the cluster's folder that more than one process uses. */
export const clusterFiles = { spec: "spec.json", status: "status.json" } as const;

/** Unix sockets below `paths.sockets`, one per port. */
export const socketNames = { api: "api.sock", emulator: "emulator.sock", kubernetes: "kubernetes.sock" } as const;
