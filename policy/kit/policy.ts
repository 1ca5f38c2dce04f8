import { configReader, optionSchemas, type ConfigShape, type OptionSchema } from "./config.ts";
import type {
  CheckContext,
  KubernetesPolicy,
  KubernetesSetPolicy,
  NoConfig,
  PolicyMetadata,
  ResourcePolicy,
  StackPolicy,
  Violation,
} from "./definition.ts";
import { keysOf } from "./path.ts";
import { isKubernetesType, kindOf, kubernetesObjects, type KubernetesObject, type Resource } from "./resource.ts";
import { forEachKnown } from "./unknown.ts";

/** A violation, and the resource that it is about; none when it is about the whole stack. */
export interface Finding extends Violation {
  readonly urn: string | undefined;
}

/** A policy ready for evaluation, independent of its kind and the type of its options. */
export interface Policy extends Omit<PolicyMetadata, "config"> {
  readonly kind: "resource" | "stack" | "kubernetes" | "kubernetes-set";
  /** The options by name; empty if there are none. */
  readonly options: Readonly<Record<string, OptionSchema>>;
  /** The declared types, for documentation. */
  readonly subjects: readonly string[];
  /** Whether it looks at resources of that type. */
  appliesTo(type: string): boolean;
  /**
   * Checks one resource, or for the kinds `stack` and `kubernetes-set` all of them together; they have been chosen by
   * `appliesTo`. Throws what the SDK throws for an unknown value, after all violations that can be decided; throws a
   * ConfigError for options that are wrong.
   */
  check(
    resources: readonly Resource[],
    options: Readonly<Record<string, unknown>>,
    context: CheckContext,
  ): Iterable<Finding>;
}

export function resourcePolicy<S extends ConfigShape = NoConfig>(definition: ResourcePolicy<S>): Policy {
  const read = readerOf(definition);
  return {
    ...described(definition),
    kind: "resource",
    subjects: definition.types,
    appliesTo: matcher(definition.types),
    *check(resources, options, context) {
      const config = read(options);
      for (const resource of resources) {
        for (const violation of definition.check(resource, config, context)) yield { ...violation, urn: resource.urn };
      }
    },
  };
}

export function stackPolicy<S extends ConfigShape = NoConfig>(definition: StackPolicy<S>): Policy {
  const read = readerOf(definition);
  return {
    ...described(definition),
    kind: "stack",
    subjects: definition.types,
    appliesTo: matcher(definition.types),
    *check(resources, options, context) {
      for (const violation of definition.check(resources, read(options), context)) {
        yield { ...violation, urn: violation.urn };
      }
    },
  };
}

export function kubernetesPolicy<S extends ConfigShape = NoConfig>(definition: KubernetesPolicy<S>): Policy {
  const read = readerOf(definition);
  const { kinds } = definition;
  return {
    ...described(definition),
    kind: "kubernetes",
    subjects: kinds ?? ["every object"],
    appliesTo: (type) => isKubernetesType(type) && (kinds?.includes(kindOf(type)) ?? true),
    *check(resources, options, context) {
      const config = read(options);
      for (const object of objects(resources)) {
        for (const violation of definition.check(object, config, context)) {
          // A member omitted in a patch is not a violation.
          if (!object.partial || says(object, violation)) yield { ...violation, urn: object.urn };
        }
      }
    },
  };
}

export function kubernetesSetPolicy<S extends ConfigShape = NoConfig>(definition: KubernetesSetPolicy<S>): Policy {
  const read = readerOf(definition);
  return {
    ...described(definition),
    kind: "kubernetes-set",
    subjects: ["all objects together"],
    appliesTo: isKubernetesType,
    *check(resources, options, context) {
      for (const { object, ...violation } of definition.check(whole(resources), read(options), context)) {
        yield { ...violation, urn: object.urn };
      }
    },
  };
}

function readerOf<S extends ConfigShape>({ name, config }: PolicyMetadata<S>) {
  // Without options, S is the empty shape.
  return configReader(name, config ?? ({} as S));
}

function described<S extends ConfigShape>(definition: PolicyMetadata<S>) {
  const { name, title, why, fix, severity, enforcement, frameworks, config } = definition;
  return { name, title, why, fix, severity, enforcement, frameworks, options: optionSchemas(config ?? {}) };
}

function matcher(types: readonly string[]): (type: string) => boolean {
  const exact = new Set(types);
  const prefixes = types.filter((type) => type.endsWith("*")).map((type) => type.slice(0, -1));
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

function objects(resources: readonly Resource[]): KubernetesObject[] {
  return [...forEachKnown(resources, kubernetesObjects)];
}

/** Without patches: a partial object does not show, for example, which pods a NetworkPolicy selects. */
function whole(resources: readonly Resource[]): KubernetesObject[] {
  return objects(resources).filter(({ partial }) => !partial);
}

/** Whether the object itself has the member that a violation is about. */
function says({ content }: KubernetesObject, { path }: Violation): boolean {
  if (path === undefined) return true;
  let value: unknown = content;
  for (const key of keysOf(path)) {
    if (typeof value !== "object" || value === null) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value !== undefined && value !== null;
}
