import { readFileSync } from "node:fs";
import type { StackSettings } from "@pmp/model";
import { checkSettings } from "../../components/settings/load.ts";
import { UsageError } from "@pmp/command-line";
import type { Platform } from "../options.ts";
import { localConfig, type LocalSettings } from "./project.ts";

/** Placeholders for values that are known only when the cluster runs, so that the rest can be checked before. */
const placeholders = {
  cluster: { oidcIssuer: "https://issuer.invalid", kubeconfig: "./kubeconfig" },
  api: { image: { repository: "pmp-api", tag: "local" } },
  agent: { endpoint: "http://emulator.invalid", stsEndpoint: "http://emulator.invalid" },
} satisfies LocalSettings;

/**
 * Reads a stack file and checks its settings as the program will, before anything is started.
 *
 * @throws UsageError when the file can't be read, SettingsError with every problem in its settings.
 */
export function readStackFile(file: string, platform: Platform = "eks"): string {
  return checked(file, platform).text;
}

/** The kind of the agent in a stack file. Throws the same. */
export function agentKindOf(file: string): StackSettings["agent"]["kind"] {
  return checked(file, "eks").settings.agent.kind;
}

function checked(file: string, platform: Platform): { readonly text: string; readonly settings: StackSettings } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`The stack file can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let config: Record<string, string>;
  try {
    const { cluster, ...common } = placeholders;
    config = localConfig(text, platform === "ecs" ? common : { ...common, cluster });
  } catch (error) {
    throw new UsageError(`${file} is not a stack file: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { text, settings: checkSettings(config) };
}
