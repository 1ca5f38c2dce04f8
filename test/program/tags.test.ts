import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { evaluate } from "../../offline/evaluate.ts";
import type { Overrides } from "../../offline/stack-config.ts";

const MODULES = fileURLToPath(new URL("../../node_modules/@pulumi", import.meta.url));
const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** All that the program can make, in two ways. */
const WAYS: Readonly<Record<string, Overrides>> = {
  "an existing cluster, with every switch": {
    "pmp-xray:groups": { insights: true, insightsNotifications: true },
    "pmp-xray:alarms": { email: "on-call@example.com" },
    "pmp-xray:agent": { assumeRoleArn: "arn:aws:iam::210987654321:role/pmp-xray-receiver" },
    "pmp-xray:account": { encryptionKeyArn: KEY, transactionSearch: {} },
  },
  "a new cluster, with Pod Identity": {
    "pmp-xray:cluster": { name: "pmp-cluster", mode: "new" },
    "pmp-xray:identity": "podIdentity",
  },
};

/** Whether a type takes tags, by what Pulumi's SDK does with the arguments of its class. */
function takesTags(type: string): boolean {
  const [plugin = "", place = "", name = ""] = type.split(":");
  if (!["aws", "awsx", "eks"].includes(plugin)) return false;
  const folder = place === "index" ? "" : `${place.split("/")[0]!}/`;
  const file = `${name[0]!.toLowerCase()}${name.slice(1)}.js`;
  return readFileSync(`${MODULES}/${plugin}/${folder}${file}`, "utf8").includes('resourceInputs["tags"] = args?.tags');
}

/** Whether a resource with this parent is made by this program itself, not by a plugin's component. */
function isOfProgram(parent: string): boolean {
  return /(^$|[:$]pmp:[a-z]+:[A-Za-z]+::[^:]+$|pulumi:pulumi:Stack::)/.test(parent);
}

describe("tags", () => {
  for (const [way, overrides] of Object.entries(WAYS)) {
    it(`${way}: are on every resource that takes them`, async () => {
      const { resources } = await evaluate("prod", { overrides });
      // A component inside of another plugin's component hands them to its children.
      const taking = resources.filter(({ type }) => takesTags(type) && type !== "eks:index:VpcCniAddon");
      assert.ok(taking.length > 15);
      for (const { type, name, parent, inputs } of taking) {
        const standard = { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" };
        // Components of plugins add a name to their children's.
        if (isOfProgram(parent)) assert.deepEqual(inputs.tags, standard, `${type} ${name}`);
        else assert.partialDeepStrictEqual(inputs.tags, standard, `${type} ${name}`);
      }
    });
  }

  it("are known from the SDK: a topic takes them, a dashboard doesn't", () => {
    assert.equal(takesTags("aws:sns/topic:Topic"), true);
    assert.equal(takesTags("aws:cloudwatch/dashboard:Dashboard"), false);
  });
});
