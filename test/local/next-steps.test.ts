import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../local/names.ts";
import { nextSteps } from "../../local/next-steps.ts";
import type { ClusterState } from "../../local/cluster/state.ts";
import { clusterState } from "./support.ts";
import { script, temporaryFolder } from "../packages/tools/support.ts";

function steps(access: Partial<ClusterState["access"]> = {}): Record<string, string> {
  return commands(nextSteps(clusterState(1, "1", access)));
}

/** The commands, by what is written before them. */
function commands(text: string): Record<string, string> {
  const rows = text.split("\n").flatMap((line) => {
    const [, what, how] = /^ {2}(\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
    return what === undefined || how === undefined ? [] : [[what, how] as const];
  });
  return Object.fromEntries(rows);
}

describe("local/next-steps", () => {
  it("says how to reach each thing that runs, at its own address", () => {
    const printed = steps({ apiUrl: "http://127.0.0.1:8080", emulatorUrl: "http://127.0.0.1:9999" });
    assert.equal(printed["the API"], "curl http://127.0.0.1:8080/api/products");
    assert.equal(printed["a traced failure"], "curl -i http://127.0.0.1:8080/api/fail");
    assert.equal(printed["the pods"], "/cache/tools/kubectl --kubeconfig /cache/cluster/kubeconfig -n pmp get pods");
    assert.match(printed["AWS, emulated"]!, /--endpoint-url http:\/\/127\.0\.0\.1:9999 xray get-sampling-rules/);
    // The emulator takes these; nothing of the person's own credentials is needed or used.
    assert.match(printed["AWS, emulated"]!, /^AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws /);
  });

  it("names npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = Object.values(steps()).flatMap((how) => /^npm (?:run )?(\w+)(?: -- .*)?$/.exec(how)?.[1] ?? []);
    assert.deepEqual(named.sort(), ["start", "status", "stop"]);
    for (const name of named) assert.ok(name in scripts, name);
  });

  it("repeats the proof in the cluster that runs", () => {
    const state = clusterState(1, "1");
    assert.equal(commands(nextSteps(state))["the same proof again"], "npm start -- --full");
    assert.equal(commands(nextSteps({ ...state, mode: "kind" }))["the same proof again"], "npm start -- --kind");
  });

  it("leads to the task's pod and to the agent's container in it, on ECS", async () => {
    const kubectl = await script(join(await temporaryFolder(), "kubectl"), `printf '%s\\n' "$@"`);
    const printed = commands(nextSteps(clusterState(1, "1", { kubectl }), "ecs"));
    const run = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8" }).split("\n").slice(2, -1);
    assert.deepEqual(run(printed["the task's pod"]!), ["-n", "ecs-tasks", "get", "pods"]);
    const agent = ["-l", "fakecloud-service=ecs", "-c", "xray-daemon"];
    assert.deepEqual(run(printed["the agent's log"]!), ["-n", "ecs-tasks", "logs", ...agent]);
    assert.equal(printed["the same proof again"], "npm start -- --full --platform ecs");
    assert.equal(printed["the pods"], undefined);
  });

  it("prints commands that work as they are, whatever characters the cache's path has", async () => {
    const odd = join(await temporaryFolder(), 'o\'dd $HOME "folder"');
    const kubectl = await script(join(odd, "kubectl"), `printf '%s\\n' "$0" "$@"`);
    const printed = steps({ kubectl, kubeconfig: join(odd, "kubeconfig") });
    const run = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8" }).split("\n").slice(0, -1);
    const target = ["--kubeconfig", join(odd, "kubeconfig"), "-n", "pmp"];
    assert.deepEqual(run(printed["the pods"]!), [kubectl, ...target, "get", "pods"]);
    assert.deepEqual(run(printed["the agent's log"]!), [kubectl, ...target, "logs", "daemonset/xray-daemon"]);
  });
});
