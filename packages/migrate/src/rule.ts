import type { CodeFile } from "./read/code-file.ts";
import type { DataFile } from "./read/data-file.ts";
import type { TextFile } from "./read/text-file.ts";

/** What a rule says of itself; the report and docs/migrate*.md show it. */
export interface RuleInfo {
  /** Its name in reports, and of its fixtures' folder: kebab-case. */
  readonly name: string;
  /** What it finds, in a few words. */
  readonly title: string;
  /** Why this can't stay as it is. */
  readonly why: string;
  /** What replaces it; for `say`: what a person has to decide and do. */
  readonly fix: string;
  /**
   * `edit`: the change keeps what the app does, and is made (a place where it would not is left to a person);
   * `say`: a person decides at every place.
   */
  readonly level: "edit" | "say";
}

/** A rule over JavaScript and TypeScript. */
export interface CodeRule extends RuleInfo {
  readonly reads: "code";
  /** Pure: the same file gives the same places. */
  readonly find: (file: CodeFile) => Iterable<Found>;
}

/** A rule over YAML and JSON. */
export interface DataRule extends RuleInfo {
  readonly reads: "data";
  readonly find: (file: DataFile, repository: Repository) => Iterable<Found>;
}

/** A rule over deployment files in any notation: YAML, JSON, Dockerfiles, `.env` files. */
export interface DeploymentRule extends RuleInfo {
  readonly reads: "deployment";
  readonly find: (file: DataFile | TextFile, repository: Repository) => Iterable<Found>;
}

export type Rule = CodeRule | DataRule | DeploymentRule;

/** What a rule over deployment files may look at besides its own file. */
export interface Repository {
  /** The deployment files that mention tracing, by path. */
  readonly files: ReadonlyMap<string, DataFile | TextFile>;
  /** Whether the repository has a file with this path. */
  readonly has: (path: string) => boolean;
}

/** A place that a rule found in one file. Offsets are those of the file's text, in UTF-16 units. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** What is there, with its names and values: one sentence. */
  readonly message: string;
  /** The change; absent: a person decides, and the message says why. */
  readonly edits?: readonly Edit[];
  /** The change that is made when a person accepts the rule (`--accept NAME`), in place of deciding at each place. */
  readonly proposal?: readonly Edit[];
  /** What differs after the change, though it is made. */
  readonly note?: string;
  /** What the changed file imports, by module: `{ "@pmp/tracing": ["annotate"] }`. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  /** Environment variables that the process needs from now on, as JavaScript expressions: `{ A: '"b"' }`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files to create, with paths relative to the repository. */
  readonly creates?: readonly NewFile[];
  /**
   * The change is about the app's process, so it waits until the code beside or below this file is migrated. For data
   * and text files; code always belongs to its entry point.
   */
  readonly withApp?: boolean;
}

/** Text to put in place of a range; an insertion has an empty range. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
}
