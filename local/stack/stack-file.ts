import { readFileSync } from "node:fs";
import { checkSettings } from "../../components/settings/load.ts";
import { UsageError } from "@pmp/command-line";
import { localConfig, type LocalSettings } from "./project.ts";

/** Placeholder for values that are known only when the cluster runs, so that the rest can be checked before. */
const placeholder: LocalSettings = {
  cluster: { oidcIssuer: "https://issuer.invalid", kubeconfig: "./kubeconfig" },
  api: { image: { repository: "pmp-api", tag: "local" } },
  agent: { endpoint: "http://emulator.invalid", stsEndpoint: "http://emulator.invalid" },
};

/**
 * Reads a stack file and checks its settings as the program will, before anything is started.
 *
 * @throws UsageError when the file can't be read, SettingsError with every problem in its settings.
 */
export function readStackFile(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`The stack file can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let config: Record<string, string>;
  try {
    config = localConfig(text, placeholder);
  } catch (error) {
    throw new UsageError(`${file} is not a stack file: ${error instanceof Error ? error.message : String(error)}`);
  }
  checkSettings(config);
  return text;
}
