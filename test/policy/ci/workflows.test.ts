import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { githubLinter, type Linter } from "./support/github.ts";

const root = join(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(join(root, "policy/ci", file), "utf8");
const scripts = Object.keys(
  z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).scripts,
);

/** Keys of AWS that live for ever, in any spelling. */
const STORED_KEY = /aws[-_]?(?:access[-_]?key|secret)/i;

function change(text: string, from: string, to: string): string {
  assert.ok(text.includes(from), from);
  return text.replaceAll(from, to);
}

function commandsExist(text: string): void {
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script!);
  assert.ok(named.includes("policy"));
  for (const script of named) assert.ok(scripts.includes(script), script);
  for (const [path] of text.matchAll(/policy\/config\/\w+\.json/g)) assert.ok(existsSync(join(root, path)), path);
  assert.doesNotMatch(text, STORED_KEY);
}

describe("policy/ci/github-actions.yml", function () {
  this.timeout(60_000);
  const text = read("github-actions.yml");
  let lint: Linter;
  before(async () => {
    lint = await githubLinter();
  });

  it("is a workflow that GitHub's own checker finds nothing wrong with", async () => {
    assert.deepEqual(await lint(text), []);
  });

  for (const [what, from, to] of [
    ["an event that there isn't", "pull_request:\n", "pull_requests:\n"],
    ["a permission that can't be given", "id-token: write", "id-token: always"],
    ["a key that there isn't", "runs-on:", "run-on:"],
    ["a need for no job", "needs: policy", "needs: polices"],
    ["a context that there isn't", "${{ matrix.stack }}", "${{ matrx.stack }}"],
  ] as const) {
    it(`would be refused with ${what}`, async () => {
      assert.notDeepEqual(await lint(change(text, from, to)), []);
    });
  }

  it("runs commands and reads files that there are, stores no key, and pins every action to a commit", () => {
    commandsExist(text);
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action!);
    assert.deepEqual(
      actions.filter((action) => !/@[0-9a-f]{40}$/.test(action)),
      [],
    );
  });

  it("lets only the preview ask for a token, and gives it nothing to write but the comment", () => {
    const { permissions, jobs } = z
      .object({
        permissions: z.record(z.string(), z.string()),
        jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()) })),
      })
      .parse(parse(text));
    assert.deepEqual(permissions, {});
    assert.deepEqual(jobs.policy!.permissions, { contents: "read" });
    assert.deepEqual(jobs.preview!.permissions, { contents: "read", "id-token": "write", "pull-requests": "write" });
  });
});

describe("policy/ci/gitlab-ci.yml", function () {
  this.timeout(60_000);
  const text = read("gitlab-ci.yml");
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-gitlab-"));
  });
  after(() => rmSync(dir, { recursive: true }));

  /** gitlab-ci-local reads it as GitLab does, by GitLab's own JSON schema. https://github.com/firecow/gitlab-ci-local */
  function lint(pipeline: string): Promise<{ ok: boolean; output: string }> {
    writeFileSync(join(dir, ".gitlab-ci.yml"), pipeline);
    const program = join(root, "node_modules/.bin/gitlab-ci-local");
    const args = [program, "--list"];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: dir, env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) =>
        resolve({ ok: error === null, output: stdout + stderr }),
      );
    });
  }

  it("is a pipeline that GitLab's schema allows, with a job for each stack", async () => {
    const { ok, output } = await lint(text);
    assert.ok(ok, output);
    for (const stack of ["dev", "staging", "ecs-dev", "prod", "ecs-prod"])
      assert.match(output, new RegExp(`^preview: \\[${stack},`, "m"));
    assert.match(output, /^policy /m);
  });

  for (const [what, from, to, said] of [
    ["a token without an audience", "aud: sts.amazonaws.com", "audience: sts.amazonaws.com", /'audience' property/],
    ["a stage that there isn't", "stage: preview", "stage: previews", /stage:previews not found/],
    ["a key that there isn't", "image: node:24", "images: node:24", /'images' property/],
    ["a job without a script", "  script:\n    - npm run policy\n", "", /policy.*script/],
  ] as const) {
    it(`would be refused with ${what}`, async () => {
      const { ok, output } = await lint(change(text, from, to));
      assert.ok(!ok, output);
      assert.match(output, said);
    });
  }

  it("runs commands and reads files that there are, and stores no key", () => {
    commandsExist(text);
  });
});
