/** A thing of a stack, or an object of a rendered manifest, as policies see it. */
export interface Resource {
  /** Pulumi's type token, such as `aws:iam/role:Role`; `kubernetes:apps/v1:Deployment` for an object of a manifest too. */
  readonly type: string;
  readonly name: string;
  /** What violations are reported for: the URN; for an object of a manifest its kind, namespace and name. */
  readonly urn: string;
  /** Inputs; in a stack policy under the engine, what is known after a preview or an update. */
  readonly props: Readonly<Record<string, unknown>>;
  /** URN of the parent, where it is known. */
  readonly parent?: string;
}

/** One object of Kubernetes, the same from a Pulumi resource and from a manifest. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** metadata.name; the resource's own name where Pulumi makes the object's name up. */
  readonly name: string;
  /** metadata.namespace; undefined when it has none. */
  readonly namespace: string | undefined;
  /** The whole object: apiVersion, kind, metadata, spec and so on, as in a manifest. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly urn: string;
}

/** `kubernetes:GROUP/VERSION:Kind`, and neither a provider, a chart nor another component. */
const OBJECT_TYPE = /^kubernetes:((?:[^:/]+\/)?v\d[^:/]*):([A-Z][A-Za-z]*)$/;
/** Components of the Kubernetes provider that stand for many objects; their children are looked at instead. */
const COMPONENTS = ["helm.sh/", "yaml/", "kustomize/"];

/** Whether resources of that type are objects of Kubernetes. */
export function isKubernetesType(type: string): boolean {
  const apiVersion = OBJECT_TYPE.exec(type)?.[1];
  return apiVersion !== undefined && !COMPONENTS.some((prefix) => apiVersion.startsWith(prefix));
}

/** The object of Kubernetes that a resource is; undefined when it isn't one. */
export function kubernetesObject(resource: Resource): KubernetesObject | undefined {
  const [, group, kind] = OBJECT_TYPE.exec(resource.type) ?? [];
  if (group === undefined || kind === undefined || !isKubernetesType(resource.type)) return undefined;
  const metadata = isRecord(resource.props.metadata) ? resource.props.metadata : {};
  return {
    // Pulumi calls the core group by name, Kubernetes by nothing.
    apiVersion: group.replace(/^core\//, ""),
    kind,
    name: typeof metadata.name === "string" ? metadata.name : resource.name,
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : undefined,
    content: resource.props,
    urn: resource.urn,
  };
}

/** An object of a manifest as a resource, so that one evaluation serves stacks and manifests. */
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

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
