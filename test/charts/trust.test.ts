import assert from "node:assert/strict";
import { Ajv } from "ajv";
import fc from "fast-check";
import { definitions } from "../../charts/tooling/definitions.ts";
import { parseTargets, parseTargetEntries } from "../../packages/sampling/src/targets/index.ts";
import { parseTrust, parseTrustEntries } from "../../packages/sampling/src/trust/index.ts";
import { render } from "./support/chart.ts";

const ajv = new Ajv({ strict: false });

/** An address of IPv6 with any groups left out, and texts near to one. */
const groups = fc.array(fc.stringMatching(/^[0-9a-fA-F]{1,4}$/), { maxLength: 9 });
const ipv6 = fc.tuple(groups, groups).map(([before, after]) => `${before.join(":")}::${after.join(":")}`);
const near = fc.stringMatching(/^[0-9a-f:.]{1,14}$/);
const octet = fc.integer({ min: 0, max: 260 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const address = fc.oneof(
  ipv4,
  ipv6,
  near,
  groups.map((parts) => parts.join(":")),
);

/** Headers that any caller sends are refused by the template: Go's expressions have no look-ahead. */
const header = fc.stringMatching(/^header:[a-zA-Z0-9!()<> _-]{0,6}$/);
const block = fc.tuple(address, fc.integer({ min: 0, max: 130 })).map(([text, length]) => `${text}/${length}`);
const caller = fc.oneof(block, header, address, fc.constantFrom("all", "none", "ALL", "*", "header:", "10.0.0.0/08"));
const host = fc.oneof(
  address,
  address.map((text) => `[${text}]`),
  fc.stringMatching(/^[a-zA-Z0-9*._:/ -]{1,12}$/).filter((text) => text.toLowerCase() !== "all"),
);

describe("chart: whose decision counts, and where headers go", () => {
  for (const [name, entries, isRight] of [
    ["trustedCaller", caller, (entry: string) => parseTrustEntries([entry]).problems.length === 0],
    ["propagationTarget", host, (entry: string) => parseTargetEntries([entry]).problems.length === 0],
  ] as const) {
    it(`the schema's ${name} is what the API takes`, () => {
      const validate = ajv.compile(definitions[name] ?? {});
      const seen = new Set<boolean>();
      fc.assert(
        fc.property(entries, (entry) => {
          seen.add(isRight(entry));
          assert.equal(validate(entry), isRight(entry), entry);
        }),
        { numRuns: 3_000 },
      );
      assert.deepEqual([...seen].sort(), [false, true]);
    });
  }

  for (const mode of ["daemonset", "sidecar"]) {
    it(`the API gets both as they are set, with the agent as ${mode}`, async () => {
      const trustSampled = ["10.0.0.0/16", "fd00::/8", "header:X-Gateway"];
      const propagateTo = ["default", "*.partner.example", "*"];
      const values = { agent: { mode }, sampling: { trustSampled }, api: { propagateTo } };
      const env = await environment(values);
      const trust = parseTrust(env.PMP_TRUST_SAMPLED);
      assert.deepEqual(trust, parseTrustEntries(trustSampled));
      assert.deepEqual(trust.problems, []);
      assert.deepEqual(parseTargets(env.PMP_PROPAGATE_TO), parseTargetEntries(propagateTo));
    });
  }

  it("the API keeps its own defaults when neither is set", async () => {
    const env = await environment({});
    assert.deepEqual([env.PMP_TRUST_SAMPLED, env.PMP_PROPAGATE_TO], [undefined, undefined]);
  });
});

async function environment(values: object): Promise<Record<string, string | undefined>> {
  const manifests = await render({ values });
  const config = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "pmp-api-config");
  assert.ok(config);
  return Reflect.get(config, "data") as Record<string, string | undefined>;
}
