import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Every component: its class, its file, and the first sentence of its documentation. */
export function componentsTable(): string {
  const rows = globSync("components/**/*.ts", { cwd: ROOT })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(ROOT + file, "utf8");
      return [
        ...text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport class (\w+) extends pulumi\.ComponentResource/g),
      ].map(([, comment = "", name = ""]) => `| [${name}](../${file}) | ${firstSentence(comment)} |`);
    });
  return ["| component | what it is |", "| --- | --- |", ...rows].join("\n");
}

function firstSentence(comment: string): string {
  const text = comment.replace(/\n \*/g, " ").replace(/\s+/g, " ").trim();
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}

/** The example that test/components/standalone.test.ts runs, as a program at the root of the repository. */
export function componentsExample(): string {
  const text = readFileSync(`${ROOT}test/components/support/example.ts`, "utf8");
  return `\`\`\`ts\n${text.replaceAll("../../../components/", "./components/").trimEnd()}\n\`\`\``;
}
