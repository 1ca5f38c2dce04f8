import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws";
import { runtime, type ComponentResourceOptions } from "@pulumi/pulumi";
import { XRayWritePolicy } from "../../components/iam/write-policy.ts";
import { SamplingRules } from "../../components/tracing/sampling-rules.ts";
import { definePlan } from "@pmp/model";
import { toPulumiRule } from "@pmp/sampling";
import { importProgram, runInStack } from "../../offline/evaluate.ts";
import { RecordingMonitor } from "../../offline/recording-monitor.ts";

/** What the options of a component do to what it makes. */
describe("resource options of a component", () => {
  async function makePolicy(opts: ComponentResourceOptions): Promise<RecordingMonitor> {
    const monitor = new RecordingMonitor();
    await runInStack("prod", monitor, {}, () => {
      new XRayWritePolicy("write", { policyName: "P", tags: {} }, opts);
      return Promise.resolve({});
    });
    return monitor;
  }

  const policyOf = (monitor: RecordingMonitor) =>
    monitor.registered.find(({ type }) => type === "aws:iam/policy:Policy")!;

  it("protect reaches the children", async () => {
    assert.equal(policyOf(await makePolicy({ protect: true })).protect, true);
    assert.equal(policyOf(await makePolicy({})).protect, false);
  });

  it("aliases reach the engine, which gives the children theirs by the name that they begin with", async () => {
    const monitor = await makePolicy({ aliases: [{ name: "old" }] });
    const component = monitor.registered.find(({ type }) => type === "pmp:iam:XRayWritePolicy")!;
    assert.deepEqual(component.aliases, ["old"]);
    assert.ok(policyOf(monitor).name.startsWith(`${component.name}-`));
  });

  it("parent puts the component below, and the children below the component", async () => {
    const monitor = new RecordingMonitor();
    await runInStack("prod", monitor, {}, () => {
      const above = new SamplingRules("above", {
        rules: definePlan({ preset: "prod" }).rules.map(toPulumiRule),
        tags: {},
      });
      const args = { policyName: "P", tags: {} };
      new XRayWritePolicy("write", args, { parent: above });
      return Promise.resolve({});
    });
    const find = (type: string) => monitor.registered.find((resource) => resource.type === type)!;
    const component = find("pmp:iam:XRayWritePolicy");
    assert.equal(component.parent, find("pmp:tracing:SamplingRules").urn);
    assert.equal(policyOf(monitor).parent, component.urn);
  });

  it("an AWS provider reaches the children: another region, account or profile is one option", async () => {
    const monitor = new RecordingMonitor();
    await runInStack("prod", monitor, {}, () => {
      const aws = new Provider("elsewhere", { region: "eu-west-3", profile: "other" });
      const args = { policyName: "P", tags: {} };
      new XRayWritePolicy("write", args, { providers: { aws } });
      return Promise.resolve({});
    });
    const provider = monitor.registered.find(({ type }) => type === "pulumi:providers:aws")!;
    assert.deepEqual([provider.inputs.region, provider.inputs.profile], ["eu-west-3", "other"]);
    assert.equal(policyOf(monitor).provider, provider.urn);
  });

  it("a stack transformation sees every resource of the program", async () => {
    const monitor = new RecordingMonitor();
    const seen = new Set<string>();
    await runInStack("prod", monitor, undefined, async () => {
      runtime.registerStackTransformation(({ name, type, props, opts }) => {
        seen.add(`${type} ${name}`);
        return type === "aws:sns/topic:Topic" ? { props: { ...props, displayName: "renamed" }, opts } : undefined;
      });
      return await importProgram();
    });
    const made = monitor.registered.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    assert.deepEqual([...seen].sort(), made.map(({ type, name }) => `${type} ${name}`).sort());
    const topic = made.find(({ type }) => type === "aws:sns/topic:Topic")!;
    assert.equal(topic.inputs.displayName, "renamed");
  });
});
