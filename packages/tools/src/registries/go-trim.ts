import { cp, link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ToolName } from "../catalog.ts";

/** A Go module of which parts are left out of the build. */
export interface Trim {
  readonly module: string;
  /** The tools for which the parts are compiled otherwise. */
  readonly tools: readonly ToolName[];
  /** Folders at the top of the module that nothing of the build is in; they are not copied. */
  readonly without?: readonly string[];
  /** Folder with files that are put into the copy of the module, in place of what is removed. */
  readonly files?: string;
  /** Files and folders of the module that are removed. */
  readonly remove: readonly string[];
  /** Texts in a file of the module that are replaced; each must be there once. */
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

const cloudCommand = ["api", "describe", "describe_markdown", "encoding", "envelope", "fields", "format", "list"]
  .concat(["output", "paginate", "pathmatch", "schema", "spec", "spec_fetch"])
  .map((name) => `cmd/pulumi/cloud/${name}.go`);
const operations = ["aws", "cloud_aws", "gcp"].map((name) => `operations/operations_${name}.go`);
const diy = "backend/diy";

/**
 * Pulumi without what the local stack can't use: states and secrets in clouds (the SDKs of three of them), their logs, and
 * `pulumi api`. Those are 500 packages and more than half of the time that compiling Pulumi takes. The engine is untouched.
 */
const PULUMI: Trim = {
  module: "github.com/pulumi/pulumi/pkg/v3",
  tools: ["pulumi"],
  files: join(import.meta.dirname, "../go-trim/pulumi"),
  remove: [...cloudCommand, ...operations, "secrets/cloud/manager.go", "authhelpers/gcpauth.go"],
  edits: [
    { file: `${diy}/backend.go`, from: '\t_ "gocloud.dev/blob/azureblob" // driver for azblob://\n', to: "" },
    { file: `${diy}/backend.go`, from: '\t_ "gocloud.dev/blob/s3blob"    // driver for s3://\n', to: "" },
    { file: `${diy}/backend.go`, from: '\t"gocloud.dev/blob/gcsblob"     // driver for gs://\n', to: "" },
    { file: `${diy}/backend.go`, from: "p.Scheme == gcsblob.Scheme", to: 'p.Scheme == "gs"' },
    {
      file: `${diy}/bucket.go`,
      from: '"github.com/aws/aws-sdk-go-v2/service/s3"',
      to: '"github.com/pulumi/pulumi/pkg/v3/leftout/s3"',
    },
  ],
};

/** Helpers of tests that are not in files of tests: they bring a fake of every Kubernetes client, 57 packages. */
const FAKE_CLIENTS: readonly Trim[] = [
  {
    module: "k8s.io/kubernetes",
    tools: ["kube-scheduler"],
    without: ["test", "api", "build", "cluster", "hack", "docs", "CHANGELOG"],
    remove: ["pkg/scheduler/backend/queue/testing.go"],
    edits: [],
  },
  {
    module: "k8s.io/apiserver",
    tools: ["kube-apiserver"],
    remove: ["pkg/admission/plugin/policy/generic/policy_test_context.go"],
    edits: [],
  },
];

export const TRIMS: readonly Trim[] = [PULUMI, ...FAKE_CLIENTS];

/**
 * Makes a changed copy of a module.
 *
 * @param source folder of the module as it was downloaded and verified; it is left as it is
 * @param copy replaced if it is there
 * @throws Error when the module is not as expected, which a new version can cause
 */
export async function trimModule(trim: Trim, source: string, copy: string): Promise<void> {
  const without = new Set((trim.without ?? []).map((name) => join(source, name)));
  await rm(copy, { recursive: true, force: true });
  await linkTree(source, copy, (path) => !without.has(path));
  const wrong: string[] = [];
  for (const path of trim.remove) {
    await rm(join(copy, path), { recursive: true }).catch(() => wrong.push(`${path} is not there`));
  }
  for (const { file, from, to } of trim.edits) {
    const text = await readFile(join(copy, file), "utf8").catch(() => "");
    if (text.split(from).length === 2) await rewrite(join(copy, file), text.replace(from, to));
    else wrong.push(`${file} does not have ${JSON.stringify(from)} once`);
  }
  if (wrong.length > 0) {
    throw new Error(
      `${trim.module} has changed: adapt packages/tools/src/registries/go-trim.ts\n  ${wrong.join("\n  ")}`,
    );
  }
  if (trim.files !== undefined) await cp(trim.files, copy, { recursive: true });
}

/**
 * Writes a go.mod that takes modules from folders, for `go build -modfile`, and a go.sum beside it.
 *
 * @param main folder of the main module
 * @param copies folder by module
 */
export async function writeModfile(main: string, target: string, copies: ReadonlyMap<string, string>): Promise<string> {
  const goMod = await readFile(join(main, "go.mod"), "utf8");
  const isKept = (line: string): boolean => !copies.has(/^\s*(?:replace )?(\S+) =>/.exec(line)?.[1] ?? "");
  const replaced = [...copies].map(([module, copy]) => `replace ${module} => ${copy}`);
  const modfile = join(target, "go.mod");
  await writeFile(modfile, [...goMod.split("\n").filter(isKept), ...replaced, ""].join("\n"));
  await cp(join(main, "go.sum"), join(target, "go.sum"));
  return modfile;
}

/** Copies a folder by links, without what only tests need. */
async function linkTree(source: string, target: string, isWanted: (path: string) => boolean): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    if (entry.name === "testdata" || entry.name.endsWith("_test.go") || !isWanted(from)) continue;
    const to = join(target, entry.name);
    if (entry.isDirectory()) await linkTree(from, to, isWanted);
    else await link(from, to);
  }
}

/** A new file: the old one is a link to the module's own. */
async function rewrite(file: string, text: string): Promise<void> {
  await rm(file);
  await writeFile(file, text);
}
