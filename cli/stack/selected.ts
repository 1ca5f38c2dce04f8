import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "@pmp/command-line";
import { findProject, listStacks } from "@pmp/model";
import type { Environment } from "../commands/invocation.ts";
import { orUsageError } from "./stack-file.ts";

const run = promisify(execFile);

/** Pulumi may have to query its backend; after this time the user is asked to name the stack. */
const TIMEOUT_MS = 30_000;

/** Names of the stacks that have a file, sorted. @throws UsageError when the folder has none */
export function stacksOf(folder: string): readonly string[] {
  const project = orUsageError(() => findProject(folder));
  const stacks = listStacks(project);
  if (stacks.length > 0) return stacks;
  throw new UsageError(`${project.folder} has no Pulumi.<stack>.yaml. Change to the folder of the Pulumi project.`);
}

/**
 * The stack of a command: the named one, else the one selected by `pulumi stack select`.
 *
 * @throws UsageError when none is named and none is selected
 */
export async function chooseStack({ folder, env }: Environment, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const stacks = stacksOf(folder);
  const selected = await selectedStack(folder, env);
  if (typeof selected === "string") return selected;
  const [first = ""] = stacks;
  throw new UsageError(
    `No stack is named, and ${selected.reason}. Name one of ${stacks.join(", ")}, or select one: pulumi stack select ${first}`,
  );
}

async function selectedStack(folder: string, env: NodeJS.ProcessEnv): Promise<string | { readonly reason: string }> {
  try {
    const { stdout } = await run("pulumi", ["stack", "--show-name", "--non-interactive"], {
      cwd: folder,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: TIMEOUT_MS,
    });
    const name = stdout.trim();
    return name === "" ? { reason: "Pulumi has none selected" } : name;
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr = "" } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === "ENOENT") return "pulumi, which knows the selected one, is not on PATH";
  if (killed === true) return `pulumi stack --show-name gave no answer within ${TIMEOUT_MS / 1_000} seconds`;
  if (stderr.includes("no stack selected")) return "Pulumi has none selected";
  const [line = ""] = stderr.trim().split("\n");
  return `pulumi stack --show-name failed (${line.replace(/^error: /, "").replace(/\.$/, "")})`;
}
