import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Commands of the documents, one per line of their `sh` blocks, continued lines joined, without comments. */
function commands(file: string): string[] {
  const blocks = readFileSync(join(root, file), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm);
  return [...blocks].flatMap(([, block = ""]) =>
    block
      .replaceAll(/\\\n */g, "")
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== ""),
  );
}

/** How each command of the README is known to work. A command that is not here fails the test. */
const provenBy: readonly [RegExp, string][] = [
  [/^npm start$/, "test/e2e/start.test.ts runs its embedded part, test/e2e/local-cluster.test.ts all of it"],
  [/^npm (start -- --full|stop|run status)$/, "test/e2e/local-cluster.test.ts runs it"],
  [
    /^npm start -- --context \S+ --api-image \S+ --emulator-in-cluster \S+$/,
    "test/e2e/context.test.ts runs it on a cluster",
  ],
  [/^npm start -- --kind$/, "test/local/kind.test.ts runs its logic with stand-ins; kind needs Docker"],
  [/^npm (test|run e2e)$/, ".ci/run runs it"],
  [/^npm ci$/, "CI installs with it"],
  [/^npm run dev$/, "test/cli/dev/session.test.ts runs it"],
  [/^npx --no-install pmp-xray dev -- node server\.js$/, "test/cli/dev/session.test.ts runs it with such a server"],
  [/^helm install /, "test/e2e/helm-install.test.ts runs it"],
  [
    /^pulumi (preview|up) -s (dev|staging|prod)( --diff)?$/,
    "test/program evaluates these stacks; AWS needs an account",
  ],
  [
    /^pulumi preview -s prod --policy-pack policy --policy-pack-config policy\/config\/prod\.json$/,
    "test/e2e/policy-pack.test.ts runs the pack in the real engine",
  ],
  [/^npm run policy$/, "test/offline/policy/stacks.test.ts runs it"],
  [/^pulumi stack init prod$/, "Pulumi's own"],
  [/^docker build -f packages\/api\/Dockerfile /, "needs Docker; test/packages/api checks the file"],
  [/^npx --no-install pmp-xray sampling live prod$/, "test/cli/live.test.ts runs it on an X-Ray of its own"],
  [
    /^npx --no-install pmp-xray (sampling (check|explain|diff)|cost)( |$)/,
    "test/cli/commands.test.ts runs it on the same stacks",
  ],
  [
    /^npx --no-install pmp-xray (verify|doctor) /,
    "test/cli/checks.test.ts runs them on saved runs and what can't be asked; with a deployment they need a cluster",
  ],
  [/^source <\(npx --no-install pmp-xray completion bash\)$/, "test/cli/completion.test.ts runs it in bash"],
  [/^kind load docker-image /, "kind's own"],
];

describe("README.md", () => {
  for (const command of commands("README.md")) {
    it(`has a proof for: ${command}`, () => {
      const known = provenBy.find(([pattern]) => pattern.test(command));
      assert.ok(known !== undefined, `nothing runs this command; add a test, or take it out`);
      const [file = ""] = known[1].split(" ");
      if (file.startsWith("test/") || file.startsWith(".ci/")) assert.ok(existsSync(join(root, file)), file);
    });
  }

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = commands("README.md").flatMap(
      (command) => /^npm (?:run )?(start|stop|test|status|policy|e2e|dev)\b/.exec(command)?.[1] ?? [],
    );
    assert.ok(named.length > 0);
    for (const name of named) assert.ok(name in scripts, name);
  });
});

describe("the figures of the documents", () => {
  it("README.md has no number left to fill in", () => {
    assert.doesNotMatch(readFileSync(join(root, "README.md"), "utf8"), /\b(COLD|WARM|DISK|MEASURED)_[A-Z]+\b/);
  });
});
