import assert from "node:assert/strict";
import { checkSettings } from "../../../components/settings/load.ts";
import { programValues } from "../../../components/workload/values.ts";
import { stackConfig, type Overrides } from "../../../offline/stack-config.ts";
import { PulumiConfig } from "../../packages/model/support/pulumi-config.ts";
import { problemsOf } from "./support.ts";

const IMAGE = { repository: "pmp-api", tag: "1.0.0" };

function valuesOf(overrides: Overrides): { trustSampled: unknown; propagateTo: unknown } {
  const settings = checkSettings(stackConfig("prod", overrides));
  const known = { region: "us-east-1", agentRoleArn: "", clusterName: "shop", containerInsights: false };
  const values = programValues({ settings, plan: settings.plan, ...known });
  return { trustSampled: values.sampling?.trustSampled, propagateTo: values.api?.propagateTo };
}

describe("settings: whose decision counts, and where headers go", () => {
  it("reach the chart as they are set", () => {
    const trustSampled = ["10.0.0.0/16", "header:X-Gateway"];
    const propagateTo = ["default", "*.partner.example"];
    const overrides = {
      "pmp-xray:api": { image: IMAGE, propagateTo },
      "pmp-xray:sampling": { preset: "prod", trustSampled },
    };
    assert.deepEqual(valuesOf(overrides), { trustSampled, propagateTo });
    const word = { "pmp-xray:sampling": { preset: "prod", trustSampled: "none" } };
    assert.deepEqual(valuesOf(word).trustSampled, ["none"]);
  });

  it("leave the chart its own defaults, or what `chart` says, when they are not set", () => {
    assert.deepEqual(valuesOf({}), { trustSampled: undefined, propagateTo: undefined });
    assert.deepEqual(problemsOf({ "pmp-xray:chart": { sampling: { trustSampled: ["none"] } } }), []);
  });

  it("are refused with all that is wrong, each with its place", () => {
    const api = { image: IMAGE, propagateTo: ["https://api.partner.example/", "default", "10.0.0.0/8"] };
    assert.deepEqual(
      problemsOf({ "pmp-xray:api": api }).map(({ path }) => path),
      ["pmp-xray:api.propagateTo[0]", "pmp-xray:api.propagateTo[2]"],
    );
    const sampling = problemsOf({ "pmp-xray:sampling": { preset: "prod", trustSampled: ["10.0.0.0/16", "10.1.0.7"] } });
    assert.deepEqual(
      sampling.map(({ path, fix }) => [path, fix.split(":")[0]]),
      [["pmp-xray:sampling.trustSampled[1]", "Write 10.1.0.7/32"]],
    );
  });

  it("can't send headers nowhere and elsewhere; the fix fixes it", () => {
    const api = { image: IMAGE, propagateTo: ["none", "api.partner.example"] };
    const [problem] = problemsOf({ "pmp-xray:api": api });
    assert.equal(problem?.path, "pmp-xray:api.propagateTo[0]");
    const file = new PulumiConfig({ "pmp-xray:api": api });
    assert.equal(file.follow(problem.fix), 1);
    assert.deepEqual(problemsOf({ "pmp-xray:api": file.tree["pmp-xray:api"] }), []);
  });
});
