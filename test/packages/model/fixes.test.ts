import assert from "node:assert/strict";
import { bare, checkConfig, helpOf, sections } from "@pmp/model";
import { z } from "zod";
import { PulumiConfig } from "./support/pulumi-config.ts";

type Tree = Readonly<Record<string, unknown>>;

const CLUSTER = { name: "pmp-cluster", mode: "existing" };
const ECS = {
  cluster: CLUSTER,
  network: { mode: "existing", vpcId: "vpc-0123456789abcdef0", subnetIds: ["subnet-0123456789abcdef0"] },
};
const IMAGE = { repository: "pmp-api", tag: "1.0.0" };

/** A stack that is right, with everything that a setting needs beside it. */
function stackFor(path: string): Tree {
  return {
    "pmp-xray:stage": "prod",
    ...platformFor(path),
    "pmp-xray:api": { image: IMAGE, serviceName: "pmp-api" },
    "pmp-xray:agent": path.startsWith("agent.image") ? { image: IMAGE } : {},
    "pmp-xray:sampling": { preset: "prod" },
    "pmp-xray:groups": { insights: true },
    "pmp-xray:alarms": {},
    "pmp-xray:account": { transactionSearch: {} },
  };
}

/** The platform that has the setting. */
function platformFor(path: string): Tree {
  if (!path.startsWith("ecs")) {
    const isNew = path.startsWith("cluster.new");
    return { "pmp-xray:cluster": isNew ? { ...CLUSTER, mode: "new", new: { nodes: {}, network: {} } } : CLUSTER };
  }
  return { "pmp-xray:platform": "ecs", "pmp-xray:ecs": { ...ECS, ...ecsFor(path) } };
}

function ecsFor(path: string): Tree {
  if (path.startsWith("ecs.network.new")) return { network: { mode: "new", new: {} } };
  if (path.startsWith("ecs.instances")) {
    return { launchType: "EC2", cluster: { mode: "new" }, instances: {} };
  }
  if (path.startsWith("ecs.capacityProvider")) return { launchType: "EC2" };
  if (path.startsWith("ecs.cluster.containerInsights")) return { cluster: { mode: "new" } };
  if (path.startsWith("ecs.loadBalancer")) {
    const twoSubnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
    return { loadBalancer: { scheme: "internal" }, network: { ...ECS.network, subnetIds: twoSubnets } };
  }
  return {};
}

interface Setting {
  readonly path: string;
  readonly schema: z.core.$ZodType;
}

/** Every setting, and every object of settings. */
function settingsBelow(path: string, schema: z.core.$ZodType): Setting[] {
  const plain = bare(schema);
  const here = { path, schema: plain };
  if (helpOf(plain) !== undefined) return [here];
  if (plain instanceof z.ZodObject) {
    const children: Readonly<Record<string, z.core.$ZodType>> = plain.shape;
    return [here, ...Object.entries(children).flatMap(([key, child]) => settingsBelow(`${path}.${key}`, child))];
  }
  if (plain instanceof z.ZodArray) return [here, ...settingsBelow(`${path}[0]`, plain.element)];
  if (plain instanceof z.ZodRecord && path === "tags") return [here, { path: "tags.team", schema: plain.valueType }];
  return [];
}

const SETTINGS = Object.entries(sections)
  .filter(([key]) => key !== "sampling")
  .flatMap(([key, schema]) => settingsBelow(key, schema));

const WRONG: readonly (readonly [string, unknown])[] = [
  ["an object", { x: 1 }],
  ["a list", [{ x: 1 }]],
  ["a text", "no such thing: §"],
  ["an empty text", ""],
  ["a number too small", -1],
  ["a number too large", 1e9],
  ["a fraction", 0.05],
  ["a fraction as text", "0.05"],
  ["a word", "False"],
  ["true", true],
  ["nothing", null],
];

/** The stack with one value put in. */
function withValue(path: string, value: unknown): PulumiConfig {
  const file = new PulumiConfig(stackFor(path));
  const MARK = "put the value here";
  file.set(`pmp-xray:${path}`, MARK, "string");
  return new PulumiConfig(
    JSON.parse(JSON.stringify(file.tree), (_key, each: unknown) => (each === MARK ? value : each)) as Tree,
  );
}

function problemsOf(file: PulumiConfig): ReturnType<typeof checkConfig>["problems"] {
  return checkConfig(file.config).problems;
}

function followAll(file: PulumiConfig, problems: ReturnType<typeof problemsOf>): void {
  for (const { path, fix } of problems) assert.ok(file.follow(fix) > 0, `${path}: ${fix}`);
}

describe("the fix that is printed with a problem of the settings", () => {
  it("has a stack to begin with that is right", () => {
    for (const { path } of SETTINGS) assert.deepEqual(problemsOf(new PulumiConfig(stackFor(path))), [], path);
    assert.ok(SETTINGS.length > 60);
  });

  for (const [what, value] of WRONG) {
    it(`mends ${what} in the place of each setting`, () => {
      let refused = 0;
      for (const { path } of SETTINGS) {
        const file = withValue(path, value);
        const problems = problemsOf(file);
        if (problems.length === 0) continue;
        refused += 1;
        const printed = JSON.stringify(problems);
        followAll(file, problems);
        // Rules between keys are asked of sections that are right by themselves.
        followAll(file, problemsOf(file));
        assert.deepEqual(problemsOf(file), [], `${path}: ${printed}`);
      }
      if (value !== null) assert.ok(refused > 5, `only ${refused} settings refuse ${what}`);
    });
  }

  it("mends a key that is not known, at each level", () => {
    for (const { path, schema } of SETTINGS.filter((setting) => setting.schema instanceof z.ZodObject)) {
      assert.ok(schema instanceof z.ZodObject);
      for (const key of ["zzqqxx", `${Object.keys(schema.shape)[0]}x`]) {
        const file = withValue(`${path}.${key}`, 5);
        const problems = problemsOf(file);
        assert.deepEqual(
          problems.map((problem) => problem.path),
          [`pmp-xray:${path}.${key}`],
        );
        for (const { fix } of problems) assert.equal(file.follow(fix), 1, fix);
        assert.deepEqual(problemsOf(file), []);
      }
    }
  });

  it("mends a stack that sets nothing", () => {
    const file = new PulumiConfig({});
    for (const { fix } of problemsOf(file)) file.follow(fix);
    assert.deepEqual(problemsOf(file), []);
  });
});
