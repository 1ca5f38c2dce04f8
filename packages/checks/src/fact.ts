import type { AwsSource } from "./aws/source.ts";
import type { HttpSource } from "./http/source.ts";
import type { KubernetesSource } from "./kubernetes/source.ts";
import type { Target } from "./target.ts";

/** One right of Kubernetes. The core group is "". */
export interface KubernetesRight {
  readonly verb: "get" | "list" | "create" | "delete";
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  /** The resource is of the cluster, not of a namespace. */
  readonly clusterWide?: true;
}

/** Where a fact is read from. */
export interface Sources {
  readonly target: Target;
  readonly aws: AwsSource;
  readonly kubernetes: KubernetesSource;
  readonly http: HttpSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Another fact, which is read once for all. @throws NotRead when it can't be read */
  readonly fact: <T>(fact: Fact<T>) => Promise<T>;
  /** Says what is about to be sent, before it is. */
  readonly announce: (line: string) => void;
}

/**
 * What is done to learn a fact: `reads` changes nothing; `probes` runs a script in a pod; `sends` sends requests to the
 * API or asks for credentials. Only verify sends, and only after it has said so.
 */
export type Effect = "reads" | "probes" | "sends";

/** Something that can be known about a deployment. Its value is plain JSON, so that it can be saved and read again. */
export interface Fact<T = unknown> {
  /** Unique, in kebab-case: its name in a saved file. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** IAM actions that reading needs. */
  readonly iam: readonly string[];
  /** Rights of Kubernetes that reading needs. */
  readonly kubernetes: readonly KubernetesRight[];
  /** `any`: every deployment has it. */
  readonly platform: "any" | "kubernetes" | "ecs";
  readonly effect: Effect;
  /** Milliseconds until it counts as not known. */
  readonly timeout: number;
  readonly read: (sources: Sources) => Promise<T>;
}

const TIMEOUT_MS = 8_000;

/** A fact with defaults: of every platform, reads only, no rights, 8 seconds. */
export function defineFact<T>(
  fact: Pick<Fact<T>, "name" | "title" | "read"> &
    Partial<Pick<Fact<T>, "platform" | "iam" | "kubernetes" | "effect" | "timeout">>,
): Fact<T> {
  return { platform: "any", iam: [], kubernetes: [], effect: "reads", timeout: TIMEOUT_MS, ...fact };
}

/** Why a fact is not known. */
export type MissingKind =
  /** A right of AWS or Kubernetes is missing. */
  | "right"
  /** Its source does not have it: an emulator without the action, a deployment without that part. */
  | "unsupported"
  /** It is not read by this command. */
  | "unasked"
  /** No answer in time, or another failure. */
  | "failed";

/** A fact can't be known; the message says why, as the end of a sentence that begins with "not looked at: ". */
export class NotRead extends Error {
  override readonly name = "NotRead";
  readonly kind: MissingKind;

  constructor(kind: MissingKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What is known about a fact. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly kind: MissingKind; readonly reason: string };

/** Facts by their names. */
export type Facts = Readonly<Record<string, Known<unknown>>>;
