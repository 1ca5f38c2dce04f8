import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import { defineTool, READS_FILES } from "../tool.ts";
import { jsonOf, options } from "./command.ts";

const violation = z.object({
  policy: z.string(),
  severity: z.string(),
  enforcement: z.string(),
  file: z.string(),
  line: z.int().optional(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  message: z.string(),
  fix: z.string(),
  docs: z.string(),
});
const printed = z.object({
  passed: z.boolean(),
  objects: z.int(),
  pods: z.int(),
  policies: z.int(),
  violations: z.array(violation),
  accepted: z.array(violation),
  exceptionProblems: z.array(z.object({ policy: z.string(), message: z.string() })),
});

export const policy = defineTool({
  name: "policy",
  title: "Check Kubernetes objects",
  description:
    "Checks rendered Kubernetes objects (as of helm template or kustomize build) by the policies for tracing, each with its fix. " +
    "Give files of the project, or the objects as manifests. Asks nobody. The same as `pmp-xray policy`.",
  effects: READS_FILES,
  input: z.object({
    files: z
      .array(z.string().min(1).max(1_000))
      .max(50)
      .default([])
      .describe("YAML or JSON files below the project's folder"),
    manifests: z.string().max(2_000_000).optional().describe("objects as YAML or JSON, instead of files"),
    config: z.string().max(1_000).optional().describe("file with levels, options and exceptions of the policies"),
  }),
  own: true,
  output: z.object({
    passed: z.boolean(),
    objects: z.int(),
    pods: z.int(),
    policies: z.int(),
    violations: z.array(violation),
    accepted: z.array(violation).describe("violations that the configuration excuses"),
    exceptionProblems: z.array(z.object({ policy: z.string(), message: z.string() })),
    leftOut: z.array(z.string()),
  }),
  more: { violations: "Mend those above first, or give fewer files.", accepted: "Give fewer files." },
  run: async ({ files, manifests, config }, context) => {
    if (files.length > 0 === (manifests !== undefined)) {
      throw new UsageError("policy needs either files or manifests. Give one of the two.");
    }
    const { folder } = context.invocation;
    for (const file of [...files, ...(config === undefined ? [] : [config])]) refuseOutside(folder, file);
    const file = manifests === undefined ? files : ["-"];
    const other = manifests === undefined ? {} : { readInput: () => Promise.resolve(manifests) };
    return {
      ...printed.parse(await jsonOf(context, ["policy", "--json", ...options({ file, config })], other)),
      leftOut: [],
    };
  },
});

/** A message about a file may quote it: only those of the project are read. */
function refuseOutside(folder: string, file: string): void {
  const inside = relative(realpathSync(folder), real(resolve(folder, file)));
  if (!inside.startsWith("..") && !isAbsolute(inside) && file !== "-") return;
  throw new UsageError(`files: got ${file}; allowed: files below ${folder}. Give the objects as manifests instead.`);
}

/** The file itself, where links lead to; a missing file is reported by the command. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
