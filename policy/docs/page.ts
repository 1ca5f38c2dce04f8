import { CLOUD_POLICIES } from "../cloud/index.ts";
import type { FrameworkReference } from "../kit/definition.ts";
import type { OptionSchema } from "../kit/config.ts";
import type { Policy } from "../kit/policy.ts";
import { KUBERNETES_POLICIES } from "../kubernetes/index.ts";

const INTRODUCTION = `# Policies

Made from the policies themselves by \`node policy/docs/write.ts\`; don't edit it by hand. What the pack is and how it is run:
[policy/README.md](../policy/README.md).

**mandatory**: a violation stops preview and update. **advisory**: it is shown. Each policy can be given another level, options
and exceptions in the pack's configuration.`;

/** docs/policies.md. */
export function policiesPage(): string {
  return [
    INTRODUCTION,
    overview("Cloud resources", CLOUD_POLICIES),
    overview("Kubernetes objects", KUBERNETES_POLICIES),
    ...[...CLOUD_POLICIES, ...KUBERNETES_POLICIES].map(section),
    "",
  ].join("\n\n");
}

function overview(title: string, policies: readonly Policy[]): string {
  return [
    `## ${title}`,
    "",
    "| policy | severity | level | what must hold |",
    "| --- | --- | --- | --- |",
    ...policies.map(
      ({ name, severity, enforcement, title: what }) =>
        `| [${name}](#${name}) | ${severity} | ${enforcement} | ${cell(what)} |`,
    ),
  ].join("\n");
}

function section(policy: Policy): string {
  const { name, title, why, fix, severity, enforcement, frameworks, subjects } = policy;
  return [
    `### ${name}`,
    `**${title}** ${why}`,
    `Fix: ${fix}`,
    [
      `- ${severity}, ${enforcement}`,
      `- looks at ${subjects.map((subject) => `\`${subject}\``).join(", ")}`,
      ...(frameworks.length === 0 ? [] : [`- asked for by ${frameworks.map(reference).join("; ")}`]),
    ].join("\n"),
    ...options(policy),
  ].join("\n\n");
}

function reference({ name, version, reference: id }: FrameworkReference): string {
  return `${name}${version === undefined ? "" : ` ${version}`}, ${id}`;
}

function options({ options: given }: Policy): string[] {
  const entries = Object.entries(given);
  if (entries.length === 0) return [];
  return [
    [
      "| option | what it means | without it |",
      "| --- | --- | --- |",
      ...entries.map(
        ([key, schema]) =>
          `| \`${key}\` (${typeOf(schema)}) | ${cell(schema.description ?? "")} | \`${cell(JSON.stringify(schema.default))}\` |`,
      ),
    ].join("\n"),
  ];
}

function typeOf({ type, items }: OptionSchema): string {
  if (type !== "array") return String(type ?? "any");
  return `list of ${String((typeof items === "object" && "type" in items ? items.type : undefined) ?? "any")}s`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
