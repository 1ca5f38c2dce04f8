import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "./sampling/host.ts";
import type { CommandHost, StackSettings } from "./sampling/host.ts";
import type { LiveState } from "@pmp/planning";
import { findProject, listStacks } from "@pmp/model";
import { orUsageError, readStackFile, type StackFile } from "./stack-file.ts";

/** The commands' view of a folder with a Pulumi project, and of AWS. */
export class ProjectHost implements CommandHost {
  readonly defaultStack = "prod";
  /** Files that were written, as absolute paths. */
  readonly written: string[] = [];
  /** What could not be seen of the stacks that were read: sentences for people. */
  readonly notes = new Set<string>();
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #endpointUrl: string | undefined;

  /** @param endpointUrl an address of X-Ray other than the region's */
  constructor(folder: string, env: NodeJS.ProcessEnv, endpointUrl?: string) {
    this.#folder = folder;
    this.#env = env;
    this.#endpointUrl = endpointUrl;
  }

  /** @throws UsageError when the folder has none. Only then, so that a wrong command is named before a wrong folder. */
  get stacks(): readonly string[] {
    const project = orUsageError(() => findProject(this.#folder));
    const stacks = listStacks(project);
    if (stacks.length > 0) return stacks;
    throw new UsageError(`${project.folder} has no Pulumi.<stack>.yaml. Change to the folder of the Pulumi project.`);
  }

  settings(stack: string): Promise<StackSettings> {
    return Promise.resolve(this.#read(stack).settings);
  }

  /** Reads a stack, and keeps what should be said of the reading. */
  #read(stack: string): StackFile {
    const found = readStackFile(this.#folder, stack);
    for (const note of found.notes) this.notes.add(note);
    return found;
  }

  async live(stack: string): Promise<LiveState> {
    const { file, region, profile, assumeRoles } = this.#read(stack);
    const { AWS_REGION = "", AWS_DEFAULT_REGION = "" } = this.#env;
    const known = [region, AWS_REGION, AWS_DEFAULT_REGION].find((name) => name !== undefined && name !== "");
    if (known === undefined) {
      const fix = `Add aws:region: us-east-1 to its config, or set AWS_REGION.`;
      throw new UsageError(`${file} names no AWS region. ${fix}`);
    }
    // Only here, because the AWS SDK takes longer to load than all the rest.
    const { readLive } = await import("./live.ts");
    return readLive({ file, region: known, profile, assumeRoles, endpointUrl: this.#endpointUrl });
  }

  async writeFile(path: string, text: string): Promise<void> {
    const target = resolve(this.#folder, path);
    // A clear word for a mistake that is easily made; the write itself would say EISDIR.
    const isFolder = await stat(target).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (path === "" || isFolder) throw new UsageError(`${target} is a folder. Name a file in it, such as traces.html.`);
    try {
      await writeFile(target, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`${target} can't be written (${reason}). Name a file in a folder that you may write to.`);
    }
    this.written.push(target);
  }
}
