/** An image reference, parsed as container runtimes do. */
export interface ImageReference {
  /** Registry and repository in full, such as docker.io/library/nginx. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** Such as sha256:… ; takes precedence over the tag. */
  readonly digest: string | undefined;
}

const DEFAULT_REGISTRY = "docker.io";

/** Parses `[registry/]repository[:tag][@digest]`. */
export function parseImage(reference: string): ImageReference {
  const [named, digest] = split(reference, reference.indexOf("@"));
  const [name, tag] = split(named, colonOfTag(named));
  const first = name.split("/")[0] ?? "";
  // Without a dot, a port or localhost the first part is a user of the default registry.
  const hasRegistry = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const path = name.includes("/") ? name : `library/${name}`;
  return { repository: hasRegistry ? name : `${DEFAULT_REGISTRY}/${path}`, tag, digest };
}

/** A colon before the last slash is that of the registry's port. */
function colonOfTag(named: string): number {
  const colon = named.lastIndexOf(":");
  return colon > named.lastIndexOf("/") ? colon : -1;
}

function split(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Whether the text after `@` is a complete digest; a partial one does not pin the image. */
export function isDigest(digest: string | undefined): boolean {
  return digest !== undefined && /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest);
}

/**
 * Whether a repository is one of, or below, a pattern: a registry with or without a path, where `*` matches any text
 * without a dot or a slash, such as *.dkr.ecr.*.amazonaws.com or public.ecr.aws/xray.
 */
export function isBelow(repository: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^./]+")}(?:/|$)`).test(repository);
}
