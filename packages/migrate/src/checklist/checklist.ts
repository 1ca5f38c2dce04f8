import { readDeployment } from "../deployment/judge.ts";
import { findMigration } from "../find.ts";
import { kindOf } from "../kinds.ts";
import type { Finding } from "../migration.ts";
import { DEPLOYMENT_RULES } from "../rules/deployment/index.ts";
import { walk, type FoundFile } from "../walk.ts";
import { tracing, type Evidence } from "./evidence.ts";
import { POINTS, type Point } from "./points.ts";

/** A result of `pmp-xray verify`, as far as the checklist shows it. */
export interface AccountResult {
  readonly check: string;
  readonly link: string;
  readonly status: "holds" | "broken" | "unknown";
  /** What is broken, or why nobody knows. */
  readonly message?: string;
}

/** A point as it stands. */
export interface PointState {
  readonly title: string;
  /** Undefined: no file can show it. */
  readonly repository: Side | undefined;
  /** Undefined: the account was not looked at, or no check is about it. */
  readonly account: Side | undefined;
}

/** What one side says of a point. */
export interface Side {
  readonly done: boolean;
  /** One sentence each. */
  readonly says: readonly string[];
}

const DEPLOYMENT: ReadonlySet<string> = new Set(DEPLOYMENT_RULES.map(({ name }) => name));

/** Sentences of one side; there may be hundreds of findings. */
const SHOWN = 3;

/**
 * The ten points as they stand for a repository. Writes nothing.
 *
 * @param root folder of the repository
 * @param account results of verify for the deployed stack; undefined: it was not run
 */
export async function findChecklist(root: string, account?: readonly AccountResult[]): Promise<PointState[]> {
  const { findings } = await findMigration(root);
  const { files } = await walk(root, (path) => kindOf(path) !== undefined);
  return checklist(files, findings, account);
}

/**
 * The ten points as they stand for files that were read.
 *
 * @param account results of verify for the deployed stack; undefined: it was not run
 */
export function checklist(
  files: readonly FoundFile[],
  findings: readonly Finding[],
  account?: readonly AccountResult[],
): PointState[] {
  const deployment = [...readDeployment(files, []).values()];
  const code = files.filter(({ path }) => kindOf(path) !== undefined).flatMap(({ path, text }) => tracing(path, text));
  return POINTS.map((point) => {
    const isCode = point.title === "OpenTelemetry config updated";
    const find = point.find;
    const shown = isCode ? code : find === undefined ? undefined : deployment.flatMap((file) => [...find(file)]);
    const open = findings.filter(({ rule }) =>
      DEPLOYMENT.has(rule.name) ? point.rules.some((start) => rule.name.startsWith(start)) : isCode,
    );
    return {
      title: point.title,
      repository: shown === undefined ? undefined : repositorySide(point, shown, open),
      account: account === undefined ? undefined : accountSide(point, account),
    };
  });
}

function repositorySide(point: Point, shown: readonly Evidence[], open: readonly Finding[]): Side {
  if (open.length > 0) {
    const says = open.map(({ path, line, rule, message }) => `\`${path}:${line}\` ${message} (${rule.name})`);
    return { done: false, says: first(says) };
  }
  if (shown.length === 0) return { done: false, says: [`nothing shows it: ${point.next}`] };
  return { done: true, says: first(shown.map(({ path, line, what }) => `\`${path}:${line}\` ${what}`)) };
}

function accountSide({ checks }: Point, account: readonly AccountResult[]): Side | undefined {
  const own = account.filter(({ check, link }) => checks.includes(check) || checks.includes(link));
  if (own.length === 0) return undefined;
  const open = own.filter(({ status }) => status !== "holds");
  if (open.length === 0) return { done: true, says: [`${own.length} checks hold`] };
  return { done: false, says: first(open.map(({ check, message = "not known" }) => `${check}: ${message}`)) };
}

function first(says: readonly string[]): string[] {
  const rest = says.length - SHOWN;
  return rest <= 0 ? [...says] : [...says.slice(0, SHOWN), `and ${rest} more`];
}

/** The checklist as Markdown, for an issue or a pull request. */
export function checklistMarkdown(states: readonly PointState[], stack?: string): string {
  const points = states.flatMap((state, index) => {
    const { title, repository, account } = state;
    const { next } = POINTS[index] ?? { next: "" };
    return [
      `- [${isDone(state, index, stack) ? "x" : " "}] **${title}**`,
      `  - repository: ${repository === undefined ? next : repository.says.join("; ")}`,
      ...(stack === undefined ? [] : [`  - account: ${accountText(account, index, stack)}`]),
    ];
  });
  const meaning =
    stack === undefined
      ? "A point is ticked when a file shows it and migrate finds nothing in it. Whether it is deployed, only the account can say: add `--stack STACK`."
      : `A point is ticked when the repository shows it, and so does the account (${stack}).`;
  return ["# Migration checklist", "", meaning, "", ...points].join("\n");
}

/** Whether all sides that can show it say yes. */
function isDone({ repository, account }: PointState, index: number, stack: string | undefined): boolean {
  const asksAccount = stack !== undefined && (POINTS[index]?.checks.length ?? 0) > 0;
  if (repository === undefined && !asksAccount) return false;
  return (repository?.done ?? true) && (!asksAccount || account?.done === true);
}

function accountText(account: Side | undefined, index: number, stack: string): string {
  if (account !== undefined) return account.says.join("; ");
  const hasChecks = (POINTS[index]?.checks.length ?? 0) > 0;
  return hasChecks ? `not looked at: run \`pmp-xray verify ${stack}\`` : "no check is about it";
}
