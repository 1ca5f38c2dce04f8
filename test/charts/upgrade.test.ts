import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parse } from "yaml";
import { render, stages, template } from "./support/chart.ts";
import { installed, podOf, selectorOf } from "./support/manifests.ts";
import type { Manifest } from "./support/manifests.ts";

/** The version before this one, as it was packaged. */
const previous = join(import.meta.dirname, "fixtures", "pmp-xray-0.3.0.tgz");

const release = { namespace: "pmp", values: { agent: { kind: "otelCollector" } } };

function key(manifest: Manifest): string {
  return `${manifest.apiVersion} ${manifest.kind}/${manifest.metadata.name}`;
}

describe("chart: upgrade from the version before", () => {
  let before_: readonly Manifest[];
  let after_: readonly Manifest[];
  before(async () => {
    before_ = installed(await render({ ...release, chart: previous }));
    after_ = installed(await render(release));
  });

  it("keeps every object, under its name and API", () => {
    const now = new Set(after_.map(key));
    assert.deepEqual(
      before_.map(key).filter((name) => !now.has(name)),
      [],
    );
  });

  it("changes no selector, which Kubernetes would refuse, and no pod falls out of one", () => {
    const workloads = before_.filter((manifest) => podOf(manifest) !== undefined);
    assert.deepEqual(workloads.map((manifest) => manifest.kind).sort(), ["DaemonSet", "Deployment"]);
    for (const workload of workloads) {
      const now = after_.find((manifest) => key(manifest) === key(workload))!;
      assert.deepEqual(selectorOf(now), selectorOf(workload));
    }
    for (const service of before_.filter((manifest) => manifest.kind === "Service")) {
      const now = after_.find((manifest) => key(manifest) === key(service))!;
      assert.deepEqual((now.spec as { selector: unknown }).selector, (service.spec as { selector: unknown }).selector);
    }
  });

  it("keeps the agent's address and ports", () => {
    const facts = (manifests: readonly Manifest[]): unknown => [
      // In the namespace of the pods, the short name and the full one are the same.
      manifests
        .find((each) => each.metadata.name === "pmp-api-config")
        ?.data?.AWS_XRAY_DAEMON_ADDRESS?.replace(".pmp.svc.cluster.local", ""),
      (manifests.find((each) => key(each) === "v1 Service/xray-daemon")?.spec as { ports: unknown }).ports,
    ];
    assert.deepEqual(facts(after_), facts(before_));
  });

  it("takes the values files of the version before", async () => {
    for (const stage of stages) {
      const text = execFileSync("tar", ["-xOzf", previous, `pmp-xray/values-${stage}.yaml`], { encoding: "utf8" });
      const { ok, stderr } = await template({ values: parse(text) as unknown });
      assert.ok(ok, `values-${stage}.yaml: ${stderr}`);
    }
  });
});
