import type { RuleInfo } from "./rule.ts";
import type { Skipped } from "./walk.ts";

/** A place in the repository that a rule found. */
export interface Finding {
  readonly rule: RuleInfo;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** `edit`: the change is known and safe; `say`: a person decides. */
  readonly level: "edit" | "say";
  readonly message: string;
  /** What differs after the change. */
  readonly note?: string;
}

/** What is written together or not at all: entry points with all that they import, or one file of data. */
export interface Unit {
  /** The files that processes start with; for data, the file itself. */
  readonly entries: readonly string[];
  /** Every file with findings, and the entry points. */
  readonly files: readonly string[];
  /** Why the unit stays as it is; empty: it can be written. */
  readonly blockedBy: readonly string[];
}

/** A file as it is and as it will be. */
export interface Change {
  readonly path: string;
  /** Undefined: the file is created. */
  readonly before: string | undefined;
  readonly after: string;
}

/** What was found in a repository, and what would be written. */
export interface Migration {
  readonly findings: readonly Finding[];
  readonly units: readonly Unit[];
  /** In the order of writing: code, data, then package.json. */
  readonly changes: readonly Change[];
  readonly skipped: readonly Skipped[];
  /** How many files were read. */
  readonly files: number;
}
