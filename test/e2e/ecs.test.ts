import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient, ListClustersCommand, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { ensureTools } from "@pmp/tools";
import { execa } from "execa";
import { clientConfig } from "../../local/aws.ts";
import { bringUp, type Ready } from "../../local/bring-up.ts";
import { ctrArgs } from "../../local/cluster/processes.ts";
import { service } from "../../local/names.ts";
import { parseStartOptions } from "../../local/options.ts";
import { clusterPaths } from "../../local/paths.ts";
import { untilAnswers } from "../../local/proof/agent-loss.ts";
import type { EcsProof } from "../../local/proof/ecs-proof.ts";
import { AwsReader } from "../../local/proof/read-aws.ts";
import { sendTraffic } from "../../local/proof/traffic.ts";
import { destroy, openStack, up } from "../../local/stack/stack.ts";
import { createTerminal } from "../../local/terminal.ts";
import { endSharedCluster } from "./support/bare-cluster.ts";
import { lookAtMachine, type Machine } from "./support/machine.ts";
import { cache, npmRun, repository } from "./support/npm.ts";
import { portOptions } from "./support/ports.ts";

const paths = clusterPaths(cache);
const text = readFileSync(join(repository, "Pulumi.local-ecs.yaml"), "utf8");

describe("the stack on ECS, whose tasks the emulator runs in the local cluster", function () {
  this.timeout(240_000);
  let ready: Ready;
  let untouched: Machine;
  let iptablesSave: string;

  before(async () => {
    await endSharedCluster();
    await npmRun("stop");
    iptablesSave = (await ensureTools(["iptables"])).file("iptables", "iptables-save");
    untouched = await lookAtMachine(iptablesSave);
  });
  after(async () => {
    await npmRun("stop");
  });

  it("is proven by npm start -- --platform ecs", async () => {
    const result = await npmRun("start", ["--platform", "ecs", "--json"]);
    assert.equal(result.exitCode, 0, result.all);
    const proof = JSON.parse(result.stdout) as EcsProof;
    assert.deepEqual(proof.problems, []);
    assert.deepEqual(proof.tasks[0]?.containers.map(({ name, status }) => `${name} ${status}`).sort(), [
      "api RUNNING",
      "xray-daemon RUNNING",
    ]);
    assert.deepEqual([...new Set(proof.places.map(({ origin }) => origin))], ["AWS::ECS::Fargate"]);
    assert.ok(proof.loss.answered >= 200 && proof.loss.recordedAfter === proof.loss.sentAfter);
    assert.match(result.stderr, /What the emulator can't show of ECS/);
    const options = parseStartOptions(["--platform", "ecs", ...(await portOptions())]);
    assert.ok(options !== undefined);
    ready = await bringUp(options, cache, paths, createTerminal(process.stderr), new AbortController().signal);
  });

  /** `pulumi up` of the stack with other settings: how many resources changed, by the kind of change. */
  async function upWith(stackText: string, settings = ready.settings): Promise<Readonly<Record<string, number>>> {
    const { changes } = await up(await openStack(ready.target, stackText, settings, "local-ecs"), paths);
    return changes;
  }

  it("refuses the stack on Kubernetes beside it, which has the same names", async () => {
    const { exitCode, all } = await npmRun("start", ["--full"]);
    assert.equal(exitCode, 2, all);
    assert.match(all, /The stack `local-ecs` is deployed on the local cluster.*npm stop/);
  });

  it("changes nothing without a change, and for one rule that rule and the API's fallback", async () => {
    const { create = 0, update = 0, replace = 0 } = await upWith(text);
    assert.deepEqual([create, update, replace], [0, 0, 0]);
    const rule = "      - { name: pmp-api-health, path: /api/health*, rate: 0.02 }";
    const changed = text.replace(/^ {6}- \{ name: pmp-api-fail.*$/m, `$&\n${rule}`);
    const { same, ...changes } = await upWith(changed);
    assert.ok((same ?? 0) > 30);
    // The rule, and the service, whose new revision carries the plan for as long as X-Ray can't be asked.
    assert.deepEqual(changes, { update: 2, replace: 1 });
    const rules = await new AwsReader(ready.state.access.emulatorUrl).samplingRules();
    assert.equal(rules.find(({ RuleName }) => RuleName === "pmp-api-health")?.FixedRate, 0.02);
  });

  it("rolls a new image out as one revision, and its task is traced", async () => {
    const { repository: name, tag } = ready.settings.api.image;
    const next = { repository: name, tag: `${tag}-next` };
    assert.ok(ready.containerd !== undefined);
    const { ctr, data } = ready.containerd;
    await execa(ctr, [...ctrArgs({ data }), "image", "tag", "--force", `${name}:${tag}`, `${name}:${next.tag}`]);
    const changes = await upWith(text, { ...ready.settings, api: { image: next } });
    assert.equal(changes.replace, 1, JSON.stringify(changes));
    const { apiUrl, emulatorUrl } = ready.state.access;
    await untilAnswers(apiUrl);
    const from = new Date(Date.now() - 1000);
    const sent = await sendTraffic(apiUrl, [{ method: "GET", path: "/api/subscriptions", count: 10, status: 200 }]);
    const aws = new AwsReader(emulatorUrl);
    const ids = new Set(sent.map(({ traceId }) => traceId));
    let recorded = 0;
    for (let attempt = 0; attempt < 60 && recorded < sent.length; attempt += 1) {
      await new Promise((done) => setTimeout(done, 500));
      recorded = (await aws.traces(service, from, new Date())).filter(({ id }) => ids.has(id)).length;
    }
    assert.equal(recorded, sent.length);
  });

  it("is destroyed to nothing", async () => {
    const { emulatorUrl } = ready.state.access;
    const config = clientConfig(emulatorUrl);
    await destroy(await openStack(ready.target, text, ready.settings, "local-ecs"), paths);
    const ecs = new ECSClient(config);
    assert.deepEqual((await ecs.send(new ListClustersCommand({}))).clusterArns, []);
    assert.deepEqual((await ecs.send(new ListTaskDefinitionsCommand({}))).taskDefinitionArns, []);
    const { Roles = [] } = await new IAMClient(config).send(new ListRolesCommand({}));
    assert.deepEqual(
      Roles.filter(({ RoleName }) => RoleName?.startsWith("pmp-")),
      [],
    );
    const { logGroups } = await new CloudWatchLogsClient(config).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "/ecs/" }),
    );
    assert.deepEqual(logGroups, []);
    const rules = await new AwsReader(emulatorUrl).samplingRules();
    assert.deepEqual(
      rules.map(({ RuleName }) => RuleName),
      ["Default"],
    );
  });

  it("leaves nothing on the machine", async () => {
    const { exitCode, all } = await npmRun("stop");
    assert.equal(exitCode, 0, all);
    assert.deepEqual(await lookAtMachine(iptablesSave), untouched);
  });
});
