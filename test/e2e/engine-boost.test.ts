import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { UpdateSamplingRuleCommand, XRayClient } from "@aws-sdk/client-xray";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { parse, stringify } from "yaml";
import { clientConfig } from "../../local/aws.ts";
import { openStack } from "../../local/stack/stack.ts";
import { EngineAws } from "./support/engine-aws.ts";
import { operations } from "./support/engine-events.ts";
import { startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";

const BOOST = { MaxRate: 0.5, CooldownWindowMinutes: 10 };
const REST = "pmp-api-default-traffic";
const ADAPTIVE = { preset: "prod", adaptive: true };

// The emulator ignores the boost of an update; the local X-Ray removes one that is left out, as AWS does.
describe("boosts under the real engine, against the local X-Ray", function () {
  this.timeout(600_000);
  let setup: EngineSetup;
  let xray: XRayLocal;

  before("engine, emulator, plugins", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
    xray = await startXRayLocal({ agentPort: 0, otlpPort: false });
  });

  after(async () => {
    await xray.close();
    await setup.stop();
  });

  async function open(sampling: object): Promise<Stack> {
    const file = parse(readFileSync(join(repository, "Pulumi.local.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    const config = { ...file.config, "pmp-xray:sampling": sampling };
    const awsEnv = { ...setup.target.awsEnv, AWS_ENDPOINT_URL_XRAY: xray.apiUrl };
    return await openStack({ ...setup.target, awsEnv }, stringify({ config }), setup.settings);
  }

  /** What an `up` did to rules and boosts. */
  async function up(sampling: object): Promise<string[]> {
    const events: EngineEvent[] = [];
    await (await open(sampling)).up({ onEvent: (event) => events.push(event), color: "never" });
    return ["create", "update", "replace", "delete"].flatMap((op) =>
      operations(events, op)
        .filter((step) => step.includes("ampling") && !step.includes("ConfigMap"))
        .map((step) => `${op} ${step.split(" ")[1]!}`),
    );
  }

  const aws = () => new EngineAws(xray.apiUrl);

  async function boosts(): Promise<Record<string, unknown>> {
    const rules = (await aws().rules()).filter(({ SamplingRateBoost }) => SamplingRateBoost?.MaxRate !== undefined);
    return Object.fromEntries(rules.map(({ RuleName, SamplingRateBoost }) => [RuleName!, SamplingRateBoost]));
  }

  const BOTH = { "pmp-api-health": BOOST, [REST]: BOOST };

  it("are set beside rules that are there, which stay as they are", async () => {
    await up({ preset: "prod" });
    assert.deepEqual(await boosts(), {});
    assert.deepEqual(await up(ADAPTIVE), [`create sampling-${REST}-boost`, "create sampling-pmp-api-health-boost"]);
    assert.deepEqual(await boosts(), BOTH);
    const { changeSummary } = await (await open(ADAPTIVE)).preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("stay when another field of the rule changes", async () => {
    const boost = { maxRate: 0.5, cooldownMinutes: 10 };
    const changed = await up({ ...ADAPTIVE, rules: [{ name: REST, rate: 0.2, boost }] });
    assert.deepEqual(changed, [`update sampling-${REST}`, `update sampling-${REST}-boost`]);
    const rest = (await aws().rules()).find(({ RuleName }) => RuleName === REST);
    assert.deepEqual([rest?.FixedRate, rest?.SamplingRateBoost], [0.2, BOOST]);
  });

  it("are seen by a refresh, and set again by the next up, whoever removed or changed them", async () => {
    const client = new XRayClient(clientConfig(xray.apiUrl));
    await up(ADAPTIVE);
    const update = (name: string, more: object) =>
      client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: name, ...more } }));
    await update("pmp-api-health", {});
    await update(REST, { SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 1 } });
    const { summary } = await (await open(ADAPTIVE)).refresh({ color: "never" });
    assert.deepEqual([summary.resourceChanges?.update, summary.resourceChanges?.delete], [1, 1]);
    await up(ADAPTIVE);
    assert.deepEqual(await boosts(), BOTH);
    // A rule that others changed: repairing it removes its boost, whose own inputs are the same.
    await update(REST, { FixedRate: 0.9, SamplingRateBoost: BOOST });
    await (await open(ADAPTIVE)).refresh({ color: "never" });
    await up(ADAPTIVE);
    assert.deepEqual(await boosts(), BOTH);
  });

  it("go without their rules, and with them", async () => {
    assert.deepEqual(await up({ preset: "prod" }), [
      `delete sampling-${REST}-boost`,
      "delete sampling-pmp-api-health-boost",
    ]);
    assert.deepEqual(await boosts(), {});
    assert.equal((await aws().rules()).length, 5);
    await up(ADAPTIVE);
    await (await open(ADAPTIVE)).destroy({ color: "never" });
    assert.deepEqual(await aws().rules(), []);
  });
});
