import type { Config, ConfigShape } from "./config.ts";
import type { KubernetesObject, Resource } from "./resource.ts";

/** How bad a violation is. */
export type Severity = "low" | "medium" | "high" | "critical";
/** mandatory: a violation stops preview and update; advisory: it is shown. */
export type Enforcement = "mandatory" | "advisory";

/** The corresponding control of a framework. */
export interface FrameworkReference {
  /** Such as `CIS Amazon EKS Benchmark`. */
  readonly name: string;
  readonly version?: string;
  /** The number or id there, such as `5.4.1` or `SEC03-BP02`. */
  readonly reference: string;
}

/** A policy's documentation. docs/policies.md is generated from it. */
export interface PolicyMetadata<S extends ConfigShape = NoConfig> {
  /** Lower case with dashes, and the name of its file; its heading in docs/policies.md too. */
  readonly name: string;
  /** The requirement, as one sentence. */
  readonly title: string;
  /** The consequence of a violation. */
  readonly why: string;
  /** The fix for a violation. */
  readonly fix: string;
  readonly severity: Severity;
  /** The default; a configuration can change it. */
  readonly enforcement: Enforcement;
  readonly frameworks: readonly FrameworkReference[];
  /** The options in zod, each with a default and a description. Default: none. */
  readonly config?: S;
}

/** For policies without options. */
export type NoConfig = Readonly<Record<string, never>>;

/** Something that isn't as it must be. */
export interface Violation {
  /** A sentence with the problem and the value. */
  readonly message: string;
  /** The path in the resource, such as `spec.template.spec.containers[0].image`. */
  readonly path?: string;
}

/** A check's context besides the resource and its configuration. */
export interface CheckContext {
  /** The day of the check, `YYYY-MM-DD`, in UTC. */
  readonly today: string;
}

/** Looks at one resource at a time, before it is made. */
export interface ResourcePolicy<S extends ConfigShape = NoConfig> extends PolicyMetadata<S> {
  /** Types that it checks. A trailing `*` is a wildcard. */
  readonly types: readonly string[];
  check(resource: Resource, config: Config<S>, context: CheckContext): Iterable<Violation>;
}

/** Checks all resources of a stack together. */
export interface StackPolicy<S extends ConfigShape = NoConfig> extends PolicyMetadata<S> {
  /** Types that it needs; others are left out. A trailing `*` is a wildcard. */
  readonly types: readonly string[];
  /** Gets all of the stack's resources of those types; a violation without URN is about the whole stack. */
  check(
    resources: readonly Resource[],
    config: Config<S>,
    context: CheckContext,
  ): Iterable<Violation & { readonly urn?: string }>;
}

/** Looks at one object of Kubernetes at a time: of a stack, or of a rendered manifest. */
export interface KubernetesPolicy<S extends ConfigShape = NoConfig> extends PolicyMetadata<S> {
  /** Kinds that it looks at. Default: all. */
  readonly kinds?: readonly string[];
  check(object: KubernetesObject, config: Config<S>, context: CheckContext): Iterable<Violation>;
}

/** Checks all Kubernetes objects together, such as pods and the NetworkPolicies that select them. */
export interface KubernetesSetPolicy<S extends ConfigShape = NoConfig> extends PolicyMetadata<S> {
  check(
    objects: readonly KubernetesObject[],
    config: Config<S>,
    context: CheckContext,
  ): Iterable<Violation & { readonly object: KubernetesObject }>;
}
