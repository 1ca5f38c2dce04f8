import { isRecord } from "./read.ts";

/** A resource of a stack, or an object of a rendered manifest, as seen by policies. */
export interface Resource {
  /**
   * Pulumi's type token, such as `aws:iam/role:Role`; `kubernetes:apps/v1:Deployment` for an object of a manifest too.
   */
  readonly type: string;
  readonly name: string;
  /** The identifier in violations: the URN; for an object of a manifest, its kind, namespace and name. */
  readonly urn: string;
  /** Inputs; in a stack policy under the engine, the values known after a preview or an update. */
  readonly props: Readonly<Record<string, unknown>>;
  /** URN of the parent, if known. */
  readonly parent?: string;
}

/** One object of Kubernetes, the same from a Pulumi resource and from a manifest. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** metadata.name; the resource's name if Pulumi generates the object's name. */
  readonly name: string;
  /** metadata.namespace; undefined when it has none. */
  readonly namespace: string | undefined;
  /**
   * Whether it is only a part of an existing object (such as Pulumi's `DeploymentPatch`): the object may have the
   * members that it omits.
   */
  readonly partial: boolean;
  /** The whole object: apiVersion, kind, metadata, spec and so on, as in a manifest. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly urn: string;
}

/** `kubernetes:GROUP/VERSION:Kind`, and neither a provider, a chart nor another component. */
const OBJECT_TYPE = /^kubernetes:((?:[^:/]+\/)?v\d[^:/]*):([A-Z][A-Za-z]*)$/;
/** Components of the Kubernetes provider with many objects; their children are checked instead. */
const COMPONENTS = ["helm.sh/", "yaml/", "kustomize/"];
/** Not a component: Helm creates its objects, and neither the engine nor a policy can see them. */
const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";

/** Whether resources of that type are objects of Kubernetes. */
export function isKubernetesType(type: string): boolean {
  if (type === HELM_RELEASE) return true;
  const apiVersion = OBJECT_TYPE.exec(type)?.[1];
  return apiVersion !== undefined && !COMPONENTS.some((prefix) => apiVersion.startsWith(prefix));
}

/** Pulumi's suffix for a kind that changes an existing object. */
const PATCH = /Patch$/;

/** The objects of Kubernetes that a resource is: none, one, or those of a list. */
export function kubernetesObjects(resource: Resource): KubernetesObject[] {
  const [, group, kind] = OBJECT_TYPE.exec(resource.type) ?? [];
  if (group === undefined || kind === undefined || !isKubernetesType(resource.type)) return [];
  const { items } = resource.props;
  if (kind.endsWith("List") && Array.isArray(items)) {
    return items
      .filter(isRecord)
      .map((item) => objectOf(resource, group, typeof item.kind === "string" ? item.kind : kind.slice(0, -4), item));
  }
  return [objectOf(resource, group, kind, resource.props)];
}

function objectOf(
  { name, urn }: Resource,
  group: string,
  kind: string,
  content: Readonly<Record<string, unknown>>,
): KubernetesObject {
  const metadata = isRecord(content.metadata) ? content.metadata : {};
  return {
    // Pulumi names the core group, Kubernetes does not.
    apiVersion: group.replace(/^core\//, ""),
    kind: kind.replace(PATCH, ""),
    name: typeof metadata.name === "string" ? metadata.name : name,
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : undefined,
    partial: kind.endsWith("Patch"),
    content,
    urn,
  };
}

/** The kind that a type is about: `Deployment` for `kubernetes:apps/v1:DeploymentPatch` and `…:DeploymentList` too. */
export function kindOf(type: string): string {
  return (type.split(":")[2] ?? "").replace(/(?:Patch|List)$/, "");
}

/** Converts an object of a manifest to a resource, so that stacks and manifests have the same evaluation. */
export function manifestResource(manifest: Readonly<Record<string, unknown>>): Resource {
  const metadata = isRecord(manifest.metadata) ? manifest.metadata : {};
  const apiVersion = String(manifest.apiVersion);
  const name = typeof metadata.name === "string" ? metadata.name : "(no name)";
  const namespace = typeof metadata.namespace === "string" ? `${metadata.namespace}/` : "";
  return {
    type: `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${String(manifest.kind)}`,
    name,
    urn: `${String(manifest.kind)} ${namespace}${name}`,
    props: manifest,
  };
}
