import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { z } from "zod";

const finding = z.object({ message: z.string(), severity: z.number().optional() });
const bundle = z.object({
  lint: z.custom<(text: string) => Promise<unknown>>((value) => typeof value === "function"),
});

/** GitHub's own checker of workflows, https://github.com/actions/languageservices. It imports JSON in a way that only bundlers take. */
const SOURCE = `
  import { validate } from "@actions/languageservice";
  import { TextDocument } from "vscode-languageserver-textdocument";
  // What it read once it keeps by name.
  let count = 0;
  export const lint = (text) =>
    validate(TextDocument.create(\`file:///.github/workflows/preview-\${++count}.yml\`, "yaml", 1, text));
`;

/** What GitHub finds wrong with a workflow, a sentence each. */
export type Linter = (workflow: string) => Promise<string[]>;

export async function githubLinter(): Promise<Linter> {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-workflow-"));
  try {
    const outfile = join(dir, "lint.cjs");
    await build({
      stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile,
      logLevel: "error",
    });
    const { lint } = bundle.parse({ ...((await import(outfile)) as object) });
    return async (workflow) =>
      z
        .array(finding)
        .parse(await lint(workflow))
        .map(({ message }) => message);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
