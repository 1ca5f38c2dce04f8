import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { UsageError } from "@pmp/command-line";
import type { Run } from "./kind.ts";

const digests = z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/));

/**
 * Pulls an image and names it by digest. A reference with a tag is resolved once: the digest that the registry answers then
 * is recorded, and every later pull is by that digest, so that a tag that moves changes nothing.
 *
 * @param image REPO:TAG or REPO@sha256:…
 * @param record file with the digests, by reference
 * @throws UsageError when the registry names no digest, or the record can't be read
 */
export async function pullPinned(run: Run, image: string, record: string): Promise<string> {
  if (image.includes("@")) {
    await run("docker", ["pull", "--quiet", image]);
    return image;
  }
  const known = recorded(record);
  const repository = image.slice(0, image.lastIndexOf(":"));
  const digest = known[image];
  if (digest !== undefined) {
    await run("docker", ["pull", "--quiet", `${repository}@${digest}`]);
    return `${repository}@${digest}`;
  }
  await run("docker", ["pull", "--quiet", image]);
  const answer = await run("docker", ["image", "inspect", "--format", "{{json .RepoDigests}}", image]);
  const found = z.array(z.string()).safeParse(parsed(answer));
  const reference = found.data?.find((entry) => entry.startsWith(`${repository}@sha256:`));
  if (reference === undefined) {
    throw new UsageError(
      `${image} has no digest of its registry (docker image inspect: ${answer}). Name one: --emulator-image ${repository}@sha256:…`,
    );
  }
  write(record, { ...known, [image]: reference.slice(repository.length + 1) });
  return reference;
}

function recorded(record: string): Record<string, string> {
  if (!existsSync(record)) return {};
  const content = digests.safeParse(parsed(readFileSync(record, "utf8")));
  if (content.success) return content.data;
  throw new UsageError(`${record} is not a record of image digests. Delete it: rm ${record}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function write(record: string, content: Record<string, string>): void {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(`${record}.partial`, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(`${record}.partial`, record);
}
