import { createHash } from "node:crypto";
import { z } from "zod";

/** A list of images for platforms, as registries have it. */
const INDEX_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const PLATFORMS = ["linux/amd64", "linux/arm64"];
const TIMEOUT_MS = 30_000;

const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });
const index = z.object({
  manifests: z.array(z.object({ platform: z.object({ os: z.string(), architecture: z.string() }).optional() })),
});

/** An image that is pinned. */
export interface Pinned {
  /** Path in the registry: `xray/aws-xray-daemon`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/**
 * What a registry has under the tag, compared with the pinned digest. The digest is computed from the answer, not read from a
 * header.
 *
 * @param registry base URL: `https://public.ecr.aws`
 * @returns what differs; undefined when the tag is the pinned image, for both platforms
 * @throws Error when the registry can't be reached, or doesn't have the tag
 */
export async function digestProblem(
  registry: string,
  { repository, tag, digest }: Pinned,
): Promise<string | undefined> {
  const body = await manifestOf(registry, repository, tag);
  const found = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  if (found !== digest) return `the registry has ${found} under ${tag}, pinned is ${digest}`;
  const parsed = index.safeParse(JSON.parse(body.toString("utf8")));
  const has = parsed.success
    ? parsed.data.manifests.map(({ platform }) => `${platform?.os ?? ""}/${platform?.architecture ?? ""}`)
    : [];
  const missing = PLATFORMS.filter((platform) => !has.includes(platform));
  return missing.length === 0 ? undefined : `the pinned image is not for ${missing.join(" and ")}`;
}

async function manifestOf(registry: string, repository: string, tag: string): Promise<Buffer> {
  const url = `${registry}/v2/${repository}/manifests/${tag}`;
  const accept = INDEX_TYPES.join(", ");
  let response = await ask(url, { accept });
  if (response.status === 401) {
    const authorization = `Bearer ${await anonymousToken(response.headers.get("www-authenticate") ?? "", url)}`;
    response = await ask(url, { accept, authorization });
  }
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Public registries give everybody a token, at an address that they name. https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(challenge: string, url: string): Promise<string> {
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value]) => [key, value]),
  );
  const { realm, service, scope } = fields;
  if (realm === undefined) throw new Error(`${url} wants credentials, and names no place for a token`);
  const address = new URL(realm);
  if (service !== undefined) address.searchParams.set("service", service);
  if (scope !== undefined) address.searchParams.set("scope", scope);
  const response = await ask(address.href, {});
  if (!response.ok) throw new Error(`${realm} answered ${String(response.status)}`);
  const { token, access_token: other } = tokenAnswer.parse(await response.json());
  return token ?? other ?? "";
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    throw new Error(`${url} can't be reached: ${cause?.code ?? String(error)}`, { cause: error });
  }
}
