/** Registries that are reachable only over the internet. */
const PUBLIC_REGISTRIES =
  /^(public\..*|(.*\.)?docker\.io|quay\.io|ghcr\.io|(.*\.)?gcr\.io|.*\.pkg\.dev|registry\.k8s\.io|registry\.gitlab\.com|mcr\.microsoft\.com)$/;

/** A registry of ECR, in both of its forms. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR = /^(\d{12}\.dkr[.-]ecr(?:-fips)?\.)([a-z0-9-]+)(\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/.*)$/;

/**
 * Where an image is: in ECR of the stack's own region, the only one that a VPC's endpoints serve; in ECR of another region;
 * on the internet; or in another registry, which may be inside the VPC.
 */
export type ImageOrigin = "ownEcr" | "otherEcr" | "internet" | "other";

/** @param image repository, also with a tag or a digest @param region the stack's */
export function imageOrigin(image: string, region: string): ImageOrigin {
  const [, , itsRegion] = ECR.exec(image) ?? [];
  if (itsRegion !== undefined) return itsRegion === region ? "ownEcr" : "otherEcr";
  return isPublic(image) ? "internet" : "other";
}

/** The same image in ECR of the stack's own region; of any other registry, under its last name in an account to fill in. */
export function inOwnEcr(image: string, region: string): string {
  const [, registry, , rest] = ECR.exec(image) ?? [];
  if (registry !== undefined && rest !== undefined) return `${registry}${region}${rest}`;
  const ending = region.startsWith("cn-") ? ".cn" : "";
  return `123456789012.dkr.ecr.${region}.amazonaws.com${ending}/${image.split("/").at(-1) ?? image}`;
}

/** Without a host before the first slash, an image is on Docker Hub. */
function isPublic(repository: string): boolean {
  const [host = "", ...path] = repository.split("/");
  const hasHost = path.length > 0 && /[.:]|^localhost$/.test(host);
  return !hasHost || PUBLIC_REGISTRIES.test(host);
}
