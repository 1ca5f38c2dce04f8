import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSettings } from "../../components/settings/load.ts";
import { generatedPages } from "./support/generated-docs.ts";
import { generatedPictures } from "./support/pictures.ts";
import { stackConfig, type Config, type StackName } from "../../offline/stack-config.ts";

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
/** The pages about this program, and the stack that their commands are for. */
const STACK_OF: Readonly<Record<string, StackName>> = {
  "account-switches.md": "prod",
  "cost.md": "prod",
  "ecs.md": "ecs-prod",
  "existing-cluster.md": "prod",
  "new-cluster.md": "prod",
  "settings.md": "prod",
};
const PAGES = Object.keys(STACK_OF);

interface Setting {
  readonly command: string;
  readonly path: string;
  readonly float: boolean;
  readonly value: string;
}

/** The `pulumi config set` commands of a page, without those that read from a file. */
function settingsIn(page: string): Setting[] {
  const blocks = [...readFileSync(join(DOCS, page), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(
    ([, text]) => text!,
  );
  const lines = blocks.flatMap((block) => block.split("\n")).filter((line) => line.startsWith("pulumi config set"));
  return lines
    .filter((line) => !line.includes("<"))
    .map((line) => {
      const form =
        /^pulumi config set -s (?:ecs-)?prod (?:--path )?'?(pmp-xray:[^' ]+)'? (--type float )?(\S+)(?:\s+#.*)?$/.exec(
          line,
        );
      assert.ok(form, `${page}: ${line}`);
      return { command: line, path: form[1]!, float: form[2] !== undefined, value: form[3]! };
    });
}

/** What `pulumi config set --path` makes of a value: true, false and whole numbers are kept as such, the rest is text. */
function typed({ value, float }: Setting): unknown {
  if (float) return Number(value);
  return /^(true|false|-?\d+)$/.test(value) ? JSON.parse(value) : value;
}

function apply(config: Config, setting: Setting): Config {
  const [key, ...steps] = setting.path.split(/\.|(?=\[)/);
  if (steps.length === 0) return { ...config, [key!]: setting.value };
  const old: unknown = JSON.parse(config[key!] ?? "{}");
  return { ...config, [key!]: JSON.stringify(put(old, steps, typed(setting))) };
}

function put(here: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const index = /^\[(\d+)\]$/.exec(step)?.[1];
  if (index !== undefined) {
    const list: unknown[] = Array.isArray(here) ? [...(here as unknown[])] : [];
    list[Number(index)] = put(list[Number(index)], rest, value);
    return list;
  }
  const tree: Record<string, unknown> = typeof here === "object" && here !== null ? { ...here } : {};
  return { ...tree, [step]: put(tree[step], rest, value) };
}

describe("docs/ of the program", () => {
  it("hold what is made from the code; otherwise run node test/program/support/write-docs.ts", async () => {
    for (const { file, text } of await generatedPages()) assert.equal(readFileSync(file, "utf8"), text, basename(file));
  });

  it("show the pictures that the simulation draws; otherwise run node test/program/support/write-docs.ts", function () {
    this.timeout(120_000);
    for (const { file, text } of generatedPictures()) assert.equal(readFileSync(file, "utf8"), text, basename(file));
  });

  for (const page of PAGES) {
    it(`${page}: its settings, set one after the other, are accepted`, () => {
      const settings = settingsIn(page);
      assert.ok(settings.length > 0);
      checkSettings(settings.reduce(apply, stackConfig(STACK_OF[page]!)));
    });
  }
});
