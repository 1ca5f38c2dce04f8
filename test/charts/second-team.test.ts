import assert from "node:assert/strict";
import { render, template } from "./support/chart.ts";
import { allContainers, find, installed, names, podOf, selectorOf, type Manifest } from "./support/manifests.ts";
import { mayReach, policiesOf } from "./support/reach.ts";

const ADDRESS = "xray-daemon.tracing.svc.cluster.local:2000";
const external = { enabled: false, address: ADDRESS };

describe("chart: a second team in the cluster", () => {
  it("brings no agent when another release runs one, and sends to that one's address", async () => {
    const manifests = await render({ values: { agent: external } });
    const agents = installed(manifests).filter(({ metadata }) => metadata.name.startsWith("xray-"));
    assert.deepEqual(names(agents), []);
    assert.equal(find(manifests, "ConfigMap", "pmp-api-config").data?.AWS_XRAY_DAEMON_ADDRESS, ADDRESS);
    assert.equal(podOf(find(manifests, "Deployment", "pmp-api"))?.spec.serviceAccountName, "pmp-api");
    assert.ok(names(manifests).includes("NetworkPolicy/pmp-api"));
  });

  it("has helm test reach that agent", async () => {
    const pod = find(await render({ values: { agent: external } }), "Pod", "pmp-xray-test-agent");
    const { containers } = pod.spec as { containers: readonly { env: readonly object[] }[] };
    assert.deepEqual(containers[0]?.env, [{ name: "AWS_XRAY_DAEMON_ADDRESS", value: ADDRESS }]);
  });

  it("ignores the mode of an agent that it does not run", async () => {
    const manifests = await render({ values: { agent: { ...external, mode: "sidecar" } } });
    const { spec } = podOf(find(manifests, "Deployment", "pmp-api"))!;
    assert.deepEqual(
      allContainers(spec).map(({ name }) => name),
      ["pmp-api"],
    );
    assert.ok(names(manifests).includes("ServiceAccount/pmp-api"));
  });

  it("can send IPv6", async () => {
    for (const address of ["[fd00::1]:2000", "10.0.0.1:2000", "agent:2000"]) {
      const { ok, stderr } = await template({ values: { agent: { ...external, address } } });
      assert.ok(ok, stderr);
    }
  });

  describe("with names of its own", () => {
    const own = {
      nameOverride: "shop",
      fullnameOverride: "shop-api",
      agent: { fullnameOverride: "shop-xray" },
      api: { serviceName: "shop" },
    };
    let manifests: readonly Manifest[];
    before(async () => {
      manifests = await render({ release: "shop", values: own });
    });

    it("shares no object with a release in the same namespace", async () => {
      const others = new Set(names(await render({ release: "pmp" })));
      assert.deepEqual(
        names(manifests).filter((name) => others.has(name)),
        [],
      );
    });

    it("calls every object by them, in every reference", () => {
      assert.deepEqual(names(installed(manifests)).sort(), [
        "ConfigMap/shop-api-config",
        "ConfigMap/shop-xray-config",
        "DaemonSet/shop-xray",
        "Deployment/shop-api",
        "NetworkPolicy/shop-api",
        "NetworkPolicy/shop-xray",
        "PodDisruptionBudget/shop-api",
        "Service/shop-api",
        "Service/shop-xray",
        "ServiceAccount/shop-api",
        "ServiceAccount/shop-xray",
      ]);
      const text = JSON.stringify(manifests);
      assert.doesNotMatch(text, /"(pmp-api|xray-daemon|xray-config)(-[a-z]+)?"/);
      assert.equal(find(manifests, "ConfigMap", "shop-api-config").data?.AWS_XRAY_DAEMON_ADDRESS, "shop-xray:2000");
    });

    it("selects its own pods by nameOverride, and no other release's", () => {
      const deployment = find(manifests, "Deployment", "shop-api");
      assert.deepEqual(selectorOf(deployment), {
        "app.kubernetes.io/name": "shop",
        "app.kubernetes.io/instance": "shop",
      });
      assert.partialDeepStrictEqual(podOf(deployment)?.metadata.labels, { app: "shop" });
    });

    it("lets its own API reach its own agent only", async () => {
      const policies = policiesOf([...manifests, ...(await render({ release: "pmp" }))]);
      const end = (name: string, instance: string) => ({
        namespace: "pmp",
        labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance },
      });
      const port = { port: 2000, protocol: "UDP", name: "xray-udp" } as const;
      assert.equal(mayReach(policies, end("shop", "shop"), end("shop-xray", "shop"), port), true);
      assert.equal(mayReach(policies, end("shop", "shop"), end("xray-daemon", "pmp"), port), false);
      assert.equal(mayReach(policies, end("pmp-api", "pmp"), end("shop-xray", "shop"), port), false);
    });
  });

  it("names everything after nameOverride alone, too", async () => {
    const manifests = await render({ values: { nameOverride: "shop" } });
    assert.ok(names(manifests).includes("Deployment/shop"));
    assert.ok(names(manifests).includes("Service/xray-daemon"));
  });
});
