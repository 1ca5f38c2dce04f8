import { parse } from "yaml";
import type { PackConfig } from "../kit/pack-config.ts";
import { isRecord } from "../kit/read.ts";

/**
 * The configuration of the pack, as `pulumi preview --policy-pack-config` reads it; in YAML too. Its members are checked by
 * `checkManifests`.
 *
 * @param file name for messages
 * @throws Error in one line when the text holds no configuration
 */
export function readConfig(file: string, text: string): PackConfig {
  let config: unknown;
  try {
    config = parse(text);
  } catch (error) {
    throw new Error(`${file} is neither JSON nor YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (isRecord(config)) return config;
  throw new Error(
    `${file} must be an object with a member per policy, such as { "image-pinned": { "requireDigest": true } }.`,
  );
}
