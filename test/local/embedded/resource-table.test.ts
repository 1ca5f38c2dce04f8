import assert from "node:assert/strict";
import { created, resourceTable } from "../../../local/embedded/resource-table.ts";
import type { Resource } from "../../../policy/kit/resource.ts";

function resource(type: string, name: string): Resource {
  return { type, name, urn: `urn:pulumi:local::pmp-xray::${type}::${name}`, props: {} };
}

const resources = [
  resource("pulumi:pulumi:Stack", "pmp-xray-local"),
  resource("pulumi:stack:Config", "Pulumi.local.yaml"),
  resource("pulumi:providers:kubernetes", "cluster"),
  resource("pmp:tracing:SamplingRules", "sampling"),
  resource("kubernetes:helm.sh/v4:Chart", "pmp"),
  resource("kubernetes:core/v1:Service", "pmp:pmp/xray-daemon"),
  resource("aws:xray/samplingRule:SamplingRule", "sampling-a"),
  resource("aws:xray/samplingRule:SamplingRule", "sampling-b"),
];

describe("local/embedded/resource-table", () => {
  it("counts what a deployment creates: no components, charts, providers or settings", () => {
    assert.deepEqual(
      created(resources).map(({ name }) => name),
      ["pmp:pmp/xray-daemon", "sampling-a", "sampling-b"],
    );
  });

  it("has a line per type, with the names of Kubernetes objects as kubectl shows them", () => {
    assert.deepEqual(resourceTable(resources).split("\n"), [
      "resource               number  names",
      "─────────────────────  ──────  ──────────────────────",
      "aws xray SamplingRule       2  sampling-a, sampling-b",
      "kubernetes Service          1  xray-daemon",
    ]);
  });

  it("names as many as fit on a line, and counts the others", () => {
    const many = Array.from({ length: 12 }, (_, index) => resource("aws:xray/group:Group", `groups-number-${index}`));
    const [, , line = ""] = resourceTable(many).split("\n");
    assert.match(line, /^aws xray Group {6}12 {2}groups-number-0, groups-number-1, groups-number-2, \+9$/);
    const long = resourceTable([
      resource("aws:xray/group:Group", "x".repeat(200)),
      resource("aws:xray/group:Group", "y"),
    ]);
    assert.match(long, / x{200}, \+1$/);
  });
});
