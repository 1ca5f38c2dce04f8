import { isMap } from "./values-file.ts";

/**
 * A CycloneDX bill of materials with the image that the Dockerfile builds on as a further component.
 * https://cyclonedx.org/docs/1.5/json/#components
 * @throws Error when the Dockerfile has no `ARG NODE_IMAGE=name:tag`, or the bill is none.
 */
export function withBaseImage(bill: unknown, dockerfile: string): unknown {
  const [, name, version] = /^ARG NODE_IMAGE=([^:\s]+):(\S+)$/m.exec(dockerfile) ?? [];
  if (name === undefined)
    throw new Error("packages/api/Dockerfile: no line ARG NODE_IMAGE=name:tag names the base image");
  const components: unknown = isMap(bill) ? bill.components : undefined;
  if (!isMap(bill) || !Array.isArray(components)) throw new Error("npm sbom gave no list of components");
  const image = { type: "container", name, version, purl: `pkg:docker/${name}@${version ?? ""}` };
  return { ...bill, components: [...(components as readonly unknown[]), image] };
}
