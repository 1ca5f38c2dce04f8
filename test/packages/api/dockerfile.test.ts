import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile that has one per line, as this one does. */
function instructions(text: string): Instruction[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ name: line.split(" ", 1)[0] ?? "", rest: line.slice(line.indexOf(" ") + 1) }));
}

/** The workspace and those that its code is bundled from. npm does without the others. */
function workspacesOf(workspace: string): string[] {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read(`${workspace}/package.json`)) as Manifest;
  const own = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name.startsWith("@pmp/"));
  return [workspace, ...own.flatMap((name) => workspacesOf(name.replace("@pmp/", "packages/")))];
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** What is wrong with a Dockerfile of the API; empty when it is as it should be. */
function problemsOf(text: string): string[] {
  const all = instructions(text);
  const of = (name: string): string[] => all.filter((each) => each.name === name).map(({ rest }) => rest);
  const last = all.slice(all.findLastIndex(({ name }) => name === "FROM"));
  const user = last.find(({ name }) => name === "USER")?.rest ?? "";
  const problems: string[] = [];
  if (of("FROM").some((image) => !image.includes("${NODE_IMAGE}"))) problems.push("a stage has another base");
  if (!/^NODE_IMAGE=node:\d+\.\d+\.\d+-[a-z-]+$/.test(of("ARG")[0] ?? ""))
    problems.push("the base has no full version");
  if (!(of("FROM")[0] ?? "").startsWith("--platform=$BUILDPLATFORM")) problems.push("the build runs emulated");
  if (!/^[1-9]\d*:[1-9]\d*$/.test(user)) problems.push("the user is no number, or root");
  for (const { name, rest } of all)
    if ((name === "RUN" || name === "ENTRYPOINT") && !rest.startsWith("["))
      problems.push(`${name} goes through a shell`);
  for (const workspace of workspacesOf("packages/api"))
    if (!of("COPY").includes(`${workspace}/package.json ${workspace}/`)) problems.push(`npm ci misses ${workspace}`);
  return problems;
}

describe("the API's Dockerfile", () => {
  const text = read("packages/api/Dockerfile");

  it("has a full version, one base, a numeric user, no shell, and all that npm ci needs", () => {
    assert.deepEqual(problemsOf(text), []);
  });

  const broken: [string, (text: string) => string][] = [
    ["a stage has another base", (text) => text.replace("FROM ${NODE_IMAGE}\n", "FROM node:latest\n")],
    ["the base has no full version", (text) => text.replace("ARG NODE_IMAGE=node:24.21.0-", "ARG NODE_IMAGE=node:24-")],
    ["the build runs emulated", (text) => text.replace("--platform=$BUILDPLATFORM ", "")],
    ["the user is no number, or root", (text) => text.replace("USER 10001:10001", "USER node")],
    ["ENTRYPOINT goes through a shell", (text) => text.replace('["node", "/app/api.cjs"]', "node /app/api.cjs")],
    [
      "npm ci misses packages/sampling",
      (text) => text.replace("COPY packages/sampling/package.json packages/sampling/\n", ""),
    ],
  ];
  for (const [problem, change] of broken) {
    it(`would be refused: ${problem}`, () => {
      assert.notEqual(change(text), text);
      assert.deepEqual(problemsOf(change(text)), [problem]);
    });
  }

  it("runs the Node that the repository is tested with", () => {
    const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
    assert.ok(text.includes(`ARG NODE_IMAGE=node:${devDependencies.node}-`));
  });

  it("copies what exists, and its ignore file leaves nothing of that out", () => {
    const ignored = read("packages/api/Dockerfile.dockerignore").split("\n");
    const sources = instructions(text)
      .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
      .flatMap(({ rest }) => rest.split(" ").slice(0, -1));
    assert.ok(sources.length >= 7);
    for (const source of sources) {
      assert.ok(existsSync(join(root, source)), source);
      assert.ok(
        ignored.includes(`!${source}`) || ignored.includes(`!${source.split("/", 1)[0] ?? ""}`),
        `${source} is not let through`,
      );
    }
    for (const line of ["*", "**/node_modules", "**/dist"]) assert.ok(ignored.includes(line), line);
  });
});
