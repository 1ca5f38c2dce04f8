import assert from "node:assert/strict";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { createXRayResources } from "../../../local/embedded/xray-resources.ts";
import { XRayReader } from "../../../local/proof/read-xray.ts";
import type { Resource } from "../../../policy/kit/resource.ts";

function resource(type: string, props: Resource["props"]): Resource {
  return { type, name: "any", urn: `urn:pulumi:local::pmp-xray::${type}::any`, props };
}

const rule = {
  ruleName: "checkout",
  priority: 100,
  fixedRate: 0.25,
  reservoirSize: 3,
  host: "*",
  httpMethod: "POST",
  resourceArn: "*",
  serviceName: "shop",
  serviceType: "*",
  urlPath: "/checkout*",
  version: 1,
  tags: { stage: "local" },
  arn: "arn:aws:xray:us-east-1:123456789012:sampling-rule/checkout",
};

describe("local/embedded/xray-resources", () => {
  let local: XRayLocal;

  beforeEach(async () => {
    local = await startXRayLocal({ agentPort: 0, otlpPort: false });
  });
  afterEach(() => local.close());

  it("creates the rules and groups of a stack, which X-Ray then has as they were given", async () => {
    const made = await createXRayResources(local.apiUrl, [
      resource("aws:xray/samplingRule:SamplingRule", rule),
      resource("aws:xray/group:Group", { groupName: "shop-faults", filterExpression: 'service("shop") { fault }' }),
      resource("aws:sns/topic:Topic", { name: "alarms" }),
    ]);
    assert.deepEqual(made, { rules: 1, groups: 1 });
    const reader = new XRayReader(local.apiUrl);
    const [first, second] = await reader.samplingRules();
    assert.deepEqual(first, {
      RuleName: "checkout",
      Priority: 100,
      FixedRate: 0.25,
      ReservoirSize: 3,
      URLPath: "/checkout*",
      HTTPMethod: "POST",
      Host: "*",
      ServiceName: "shop",
      ServiceType: "*",
      ResourceARN: "*",
      Version: 1,
    });
    assert.equal(second?.RuleName, "Default");
    const groups = await reader.groups();
    assert.deepEqual(groups.at(-1), { name: "shop-faults", filter: 'service("shop") { fault }' });
  });

  it("fails where X-Ray refuses one, with its reason", async () => {
    const bad = resource("aws:xray/group:Group", { groupName: "g", filterExpression: "this is no expression" });
    await assert.rejects(createXRayResources(local.apiUrl, [bad]), { name: "InvalidRequestException" });
  });
});
