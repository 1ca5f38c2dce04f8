import assert from "node:assert/strict";
import { render } from "./support/chart.ts";
import { allContainers, installed, podOf } from "./support/manifests.ts";
import type { PodSpec } from "./support/manifests.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

async function pods(values: object): Promise<readonly PodSpec[]> {
  return installed(await render({ values }))
    .map((each) => podOf(each)?.spec)
    .filter((spec) => spec !== undefined);
}

async function images(values: object): Promise<readonly string[]> {
  return (await pods(values)).flatMap((spec) => allContainers(spec).map((each) => each.image)).sort();
}

describe("chart: images", () => {
  it("are pinned by digest when one is given, with the tag for people", async () => {
    const agent = { image: { digest } };
    assert.deepEqual(
      await images({ agent, api: { image: { repository: "registry.example.com/shop/api", tag: "1.2.3", digest } } }),
      [`public.ecr.aws/xray/aws-xray-daemon:3.6.6@${digest}`, `registry.example.com/shop/api:1.2.3@${digest}`],
    );
  });

  it("come from the mirror that global.imageRegistry names, with their own path", async () => {
    for (const [kind, path] of [
      ["xrayDaemon", "xray/aws-xray-daemon:3.6.6"],
      ["otelCollector", "aws-observability/aws-otel-collector:v0.49.0"],
    ]) {
      assert.deepEqual(
        await images({ global: { imageRegistry: "mirror.example.com:5000/cache" }, agent: { kind } }),
        [`mirror.example.com:5000/cache/pmp-api:0.1.0`, `mirror.example.com:5000/cache/${path!}`].sort(),
      );
    }
  });

  it("replace only a registry: the first part of a path that has no dot and no colon stays", async () => {
    const image = { repository: "team/pmp-api", tag: "1" };
    assert.ok(
      (await images({ global: { imageRegistry: "mirror.example.com" }, api: { image } })).includes(
        "mirror.example.com/team/pmp-api:1",
      ),
    );
  });

  it("are pulled with the given secrets, by every pod", async () => {
    for (const spec of await pods({ imagePullSecrets: [{ name: "registry" }] })) {
      assert.deepEqual(spec.imagePullSecrets, [{ name: "registry" }]);
    }
  });

  it("are pulled when the policies say", async () => {
    const values = { api: { image: { pullPolicy: "Always" } }, agent: { imagePullPolicy: "Never" } };
    const policies = (await pods(values)).map((spec) => spec.containers[0]!.imagePullPolicy);
    assert.deepEqual(policies.sort(), ["Always", "Never"]);
  });
});
