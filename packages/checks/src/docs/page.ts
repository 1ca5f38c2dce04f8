import { stringify } from "yaml";
import type { Check } from "../check.ts";
import { CHECKS } from "../checks/index.ts";
import { FACTS } from "../facts/index.ts";
import { LINK_TITLES, LINKS } from "../links.ts";
import { readerRules, readerStatements } from "../rights.ts";
import { describeRight } from "../kubernetes/failure.ts";

/** docs/checks.md, from the checks and the facts themselves. */
export function checksPage(): string {
  const chapters = LINKS.map((link) =>
    [`## ${LINK_TITLES[link]}`, ...CHECKS.filter((check) => check.link === link).map(section)].join("\n\n"),
  );
  return [HEAD(), ...chapters, FACTS_CHAPTER(), RIGHTS()].join("\n\n");
}

const HEAD = (): string => `# Checks of pmp-xray verify and doctor

Made from the checks; after a change of one: \`node packages/checks/write-docs.ts\`.

\`pmp-xray doctor\` follows the chain from the account to the alarm, and names the first link that is broken, with
evidence and the fix; what is broken because of that is named as its consequence. \`pmp-xray verify\` does the same, and
proves it: it sends requests with trace headers of its own, and reads a trace back by its id. There are
${CHECKS.length} checks, of four phases: static and live ones only read; probe runs a script in a pod of the API; proof sends requests.
By symptom: [troubleshooting.md](troubleshooting.md).

A check ends in one of five ways: it holds; it is broken; it is suspect, when what was seen only suggests a fault; it was
not looked at, with the reason, such as the right that is missing; or it crashed, which is a mistake of pmp-xray.

Exit codes: 0, nothing is broken, and of verify: every check of severity error holds. 1, something is broken, or of verify
not proven. 2, it could not be done as asked, or a check crashed. \`--only\` and \`--skip\` choose the checks that are run; the
exit code is of those, and the last lines say how many were left out. \`--json\`, \`--junit\`, \`--verbose\` and colors never
change it.

What settles by itself, such as an alarm that has no data yet, is looked at again for \`--wait\` seconds: 120 for verify, 0
for doctor. What is wrong is not waited for.

\`--save FILE\` writes all that was read, with account ids masked and without credentials: send it to somebody, who runs the
same checks on it by \`--from FILE\`.

Without the right to exec into a pod, the script runs in a pod of its own beside the API, which is made and deleted; without
the right to that, the checks of the probe are left out, and that is said. On ECS there is no exec: name the API's address by
\`--url\`.

Not looked for, because nothing that can be read tells it: links between accounts of CloudWatch cross-account observability
(their type of resource), loss in a pod's first seconds, and what happens in a browser or in API Gateway.`;

function section({
  name,
  title,
  why,
  fix,
  severity,
  certainty,
  phase,
  needs,
  where,
  settles,
  sources,
  after,
}: Check): string {
  const places = [...(where.platforms ?? []), ...(where.modes ?? []), ...(where.agents ?? [])];
  const facts = [
    `${phase}, ${severity}, ${certainty} it`,
    ...(places.length > 0 ? [`for ${places.join(", ")}`] : []),
    `reads ${needs.map((fact) => `\`${fact.name}\``).join(", ")}`,
    ...(settles === undefined ? [] : [`settles within ${settles.deadline} s`]),
  ];
  return [
    `### ${name}`,
    `${capital(title)}. ${why}`,
    `Fix: ${fix}`,
    [
      facts.join("; "),
      ...(after.length > 0 ? [`after ${after.map((other) => `[${other}](#${other})`).join(", ")}`] : []),
      sources.map((source) => `<${source}>`).join(", "),
    ]
      .map((line) => `- ${line}`)
      .join("\n"),
  ].join("\n\n");
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

const FACTS_CHAPTER = (): string =>
  [
    "## Facts",
    "Each is read once for all checks, side by side with the others, with a time-out of its own. One that can't be read leaves its checks out; nothing else.",
    [
      "| fact | what it is | read with |",
      "| --- | --- | --- |",
      ...FACTS.map(({ name, title, iam, kubernetes }) => {
        const rights = [...iam, ...kubernetes.map(describeRight)].map((right) => `\`${right}\``);
        return `| \`${name}\` | ${title} | ${rights.length === 0 ? "other facts, or what needs no right" : rights.join(", ")} |`;
      }),
    ].join("\n"),
  ].join("\n\n");

const RIGHTS = (): string => {
  const reads = readerRules("reads");
  const sends = readerRules("sends");
  const policy = { Version: "2012-10-17", Statement: readerStatements("ARN of the agent's role") };
  return [
    "## Rights",
    "The IAM policy of whoever runs the checks. It is part of the policy `PMPXRayRead` that the program makes (output `readPolicyArn`).",
    block("json", JSON.stringify(policy, undefined, 2)),
    "The rights in Kubernetes that doctor reads with, in the API's namespace (and in the agent's, if that is another one), and in the cluster:",
    block("yaml", manifests("pmp-xray-doctor", reads)),
    "verify, and doctor with `--probe`, also need this; without it they leave those checks out, and say so:",
    block(
      "yaml",
      manifests("pmp-xray-verify", {
        namespace: sends.namespace.filter((rule) => !same(reads.namespace, rule)),
        cluster: [],
      }),
    ),
  ].join("\n\n");
};

function same(rules: ReturnType<typeof readerRules>["namespace"], rule: object): boolean {
  return rules.some((other) => JSON.stringify(other) === JSON.stringify(rule));
}

function manifests(name: string, { namespace, cluster }: ReturnType<typeof readerRules>): string {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const role = { apiVersion, kind: "Role", metadata: { name, namespace: "pmp" }, rules: namespace };
  const clusterRole = { apiVersion, kind: "ClusterRole", metadata: { name }, rules: cluster };
  return [role, ...(cluster.length > 0 ? [clusterRole] : [])].map((each) => stringify(each)).join("---\n");
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}
