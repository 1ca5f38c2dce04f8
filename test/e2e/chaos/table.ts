import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { CHECKS } from "@pmp/checks";
import { repository } from "../support/npm.ts";
import type { ChaosLink } from "./link.ts";
import { CHAOS_LINKS } from "./links/index.ts";
import { NOT_BROKEN } from "./links/not-broken.ts";
import type { Answer } from "./run.ts";

/** Doctor's answers of the last run of each link. */
export type Answers = Readonly<Record<string, Answer>>;

const ANSWERS = join(repository, "test", "e2e", "chaos", "answers.json");
export const PAGE = join(repository, "docs", "doctor-links.md");

export function readAnswers(): Answers {
  return JSON.parse(readFileSync(ANSWERS, "utf8")) as Answers;
}

/** Keeps an answer beside those of other links, and writes the page once each link has one. */
export async function record(answer: Answer): Promise<void> {
  const all: Answers = { ...readAnswers(), [answer.link]: answer };
  const kept = Object.fromEntries(CHAOS_LINKS.flatMap(({ name }) => (name in all ? [[name, all[name]]] : [])));
  writeFileSync(ANSWERS, await format(JSON.stringify(kept), { parser: "json", printWidth: 120 }));
  if (Object.keys(kept).length === CHAOS_LINKS.length) writeFileSync(PAGE, await pageOf(kept as Answers));
}

/** One line for each link, as Markdown. */
export function tableOf(answers: Answers): string {
  const rows = CHAOS_LINKS.map((link) => row(link, answers[link.name]));
  return ["| broken | restored | named first | consequences |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function row({ name, broken, help }: ChaosLink, answer: Answer | undefined): string {
  if (answer === undefined) throw new Error(`there is no answer of ${name}: npm run proof:doctor -- --grep ${name}`);
  const { named, message, consequences, restored } = answer;
  return [
    `${broken}${help === undefined ? "" : ` [with help: ${help}]`}`,
    restored.join("; "),
    `[${named}](checks.md#${named}): ${cell(message)}`,
    consequences.join(", "),
  ]
    .map((text) => `| ${text} `)
    .join("")
    .concat("|");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*").replaceAll("_", "\\_");
}

/** docs/doctor-links.md. */
export async function pageOf(answers: Answers): Promise<string> {
  const helped = CHAOS_LINKS.filter(({ help }) => help !== undefined).length;
  const named = new Set(CHAOS_LINKS.map(({ expected }) => expected));
  const text = `# Links that were broken for doctor to find

\`npm run proof:doctor\` breaks ${CHAOS_LINKS.length} links of the chain in the local cluster, one at a time, and runs
\`pmp-xray doctor local --probe --json\` each time: it must name exactly that link first. Before the first link of
each part of the chain, and after the last one was restored, doctor must find nothing at all, not even a suspicion. ${CHAOS_LINKS.length - helped} links are broken by
themselves; ${helped} with help, where the local cluster can't have the fault: its network plugin enforces no NetworkPolicy,
and its emulator of AWS neither throttles nor checks the rights of calls to X-Ray. They name ${named.size} of the
${CHECKS.length} checks. The run writes this page; some of the links are broken in every run of CI.

${tableOf(answers)}

## Checks that no broken link names here

Each of them has a good and a bad case made of facts, as every check has; no fault of a real cluster has shown them.

${NOT_BROKEN.map(({ why, checks }) => `- ${why}: ${checks.map((name) => `[${name}](checks.md#${name})`).join(", ")}`).join("\n")}
`;
  return format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" });
}
