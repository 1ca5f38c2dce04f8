/** Objects of one kind. */
export interface Kind {
  /** `apps`; "" is the core group. */
  readonly group: string;
  readonly version: string;
  /** In the plural: `daemonsets`. */
  readonly resource: string;
}

export interface ListOptions {
  /** Without it, objects of the whole cluster. */
  readonly namespace?: string;
  readonly labelSelector?: string;
}

/** A container of a pod. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** What is asked of Kubernetes. Each method throws {@link KubernetesError}. */
export interface KubernetesSource {
  /** The objects, as the API has them. */
  list(kind: Kind, options: ListOptions): Promise<readonly unknown[]>;
  /** One object; undefined when there is none. */
  get(kind: Kind, name: string, namespace?: string): Promise<unknown>;
  /** The last lines of a container's log, of half an hour at most: what is older may be mended. Each begins with its time. */
  log(container: ContainerRef, lines: number): Promise<string>;
  /** Runs a command with this text on its standard input, and returns its standard output. */
  exec(container: ContainerRef, command: readonly string[], input: string): Promise<string>;
  /** Makes a pod, waits until it has ended, and returns its log. The pod is deleted in any case. */
  runPod(pod: PodManifest): Promise<string>;
  /** A token of a service account, valid for ten minutes. */
  token(namespace: string, serviceAccount: string, audience: string): Promise<string>;
  /** Does nothing, and fails when the cluster can't be asked at all. */
  ready(): Promise<void>;
  /** Address of the API server that is asked. */
  server(): Promise<string>;
}

/** A pod to run once. */
export interface PodManifest {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** What Kubernetes answers instead. */
export class KubernetesError extends Error {
  override readonly name = "KubernetesError";
  /** `Forbidden`, `NotFound`, …; "Unreachable" without an answer. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
