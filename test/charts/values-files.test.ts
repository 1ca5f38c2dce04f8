import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { leaves, readValuesFile } from "../../charts/tooling/values-file.ts";
import { helm } from "../support/helm.ts";
import { agent, config, env } from "./support/agent.ts";
import { chart, render, template } from "./support/chart.ts";
import { find, names, podOf } from "./support/manifests.ts";

const declared = leaves(readValuesFile(readFileSync(join(chart, "values.yaml"), "utf8")));

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

describe("chart: values as people write them", () => {
  describe("amounts of memory", () => {
    // Each is 256 MiB. A number of a values file reaches the templates as a float.
    for (const amount of [268435456, "268435456", "256Mi", "262144Ki", "0.25Gi"]) {
      it(`are taken as ${JSON.stringify(amount)}`, async () => {
        const resources = { requests: { memory: amount }, limits: { memory: amount } };
        const { container } = await agent({ resources });
        assert.equal(env(container).GOMEMLIMIT, "204MiB");
        assert.partialDeepStrictEqual(await config("cfg.yaml", { resources }), { TotalBufferSizeMB: 64 });
        const api = { resources: { requests: { memory: "128Mi" }, limits: { memory: amount } } };
        const { spec } = podOf(find(await render({ values: { api } }), "Deployment", "pmp-api"))!;
        assert.partialDeepStrictEqual(spec.containers[0]!.resources, api.resources);
      });
    }

    it("are compared to the byte, and named as they were written", async () => {
      const api = { resources: { requests: { memory: 536870913 }, limits: { memory: 536870912 } } };
      const { stderr } = await template({ values: { api } });
      assert.match(stderr, /api\.resources\.requests\.memory: 536870913 is more than the limit, 536870912\. /);
    });

    it("have the least that is possible as the limit of what is accepted", async () => {
      for (const [values, ok] of [
        [{ api: { resources: { requests: { memory: 33554432 }, limits: { memory: 33554432 } } } }, true],
        [{ api: { resources: { requests: { memory: 33554431 }, limits: { memory: 33554431 } } } }, false],
        [{ agent: { resources: { requests: { memory: 67108864 }, limits: { memory: 67108864 } } } }, true],
        [{ agent: { resources: { requests: { memory: 67108863 }, limits: { memory: 67108863 } } } }, false],
      ] as const) {
        assert.equal((await template({ values })).ok, ok, JSON.stringify(values));
      }
    });

    it("size the heap of both kinds of agent, below the container's limit", async () => {
      for (const kind of ["xrayDaemon", "otelCollector"]) {
        const { container } = await agent({
          kind,
          resources: { requests: { memory: "64Mi" }, limits: { memory: "64Mi" } },
        });
        assert.equal(env(container).GOMEMLIMIT, "51MiB");
      }
    });
  });

  describe("sections that were left empty", () => {
    it("have their defaults, each alone and all at once", async () => {
      const { stdout: expected } = await template();
      const paths = [
        ...new Set(declared.flatMap(({ path }) => path.map((_, index) => path.slice(0, index + 1).join(".")))),
      ];
      const all = Object.fromEntries(
        paths.filter((path) => !path.includes(".") && path !== "region").map((path) => [path, null]),
      );
      const together = await template({ values: all });
      assert.ok(together.ok, together.stderr);
      assert.equal(together.stdout, expected);
      const sections = paths.filter((path) => path.split(".").length === 2 && !path.endsWith("enabled"));
      assert.ok(sections.length > 40);
      const values = sections.reduce<Record<string, Record<string, null>>>((tree, path) => {
        const [section = "", key = ""] = path.split(".");
        tree[section] = { ...tree[section], [key]: null };
        return tree;
      }, {});
      const each = await template({ values });
      assert.ok(each.ok, each.stderr);
      assert.equal(each.stdout, expected);
    });

    it("are told from a switch that is off and a number that is zero", async () => {
      const values = { networkPolicy: { enabled: false }, api: { replicas: 0, preStopSeconds: 0, nodeSelector: null } };
      const manifests = await render({ values });
      assert.ok(!names(manifests).includes("NetworkPolicy/pmp-api"));
      assert.partialDeepStrictEqual(find(manifests, "Deployment", "pmp-api").spec, { replicas: 0 });
    });

    it("take a default away inside a value that is one whole: null removes the CPU limit", async () => {
      const { container } = await agent({ resources: { limits: { cpu: null } } });
      assert.deepEqual(container.resources?.limits, { memory: "256Mi" });
    });
  });

  it("leave user ids to the cluster, for OpenShift", async () => {
    for (const mode of ["daemonset", "sidecar"]) {
      const manifests = await render({ values: { setUserIds: false, agent: { mode } } });
      assert.doesNotMatch(JSON.stringify(manifests), /runAsUser|runAsGroup|fsGroup/);
      assert.match(JSON.stringify(manifests), /"runAsNonRoot":true/);
    }
  });

  it("have ingress paths compared as pathType says", async () => {
    const ingress = { enabled: true, className: "alb", path: "/*", pathType: "ImplementationSpecific" };
    const { spec } = find(await render({ values: { api: { ingress } } }), "Ingress", "pmp-api");
    assert.partialDeepStrictEqual(spec, {
      rules: [{ http: { paths: [{ path: "/*", pathType: "ImplementationSpecific" }] } }],
    });
  });

  it("name hosts without a proxy: any for the collector, and for the daemon what is not X-Ray", async () => {
    const proxy = (noProxy: readonly string[]) => ({ url: "http://proxy:3128", noProxy });
    for (const [values, ok] of [
      [{ kind: "otelCollector", proxy: proxy([".amazonaws.com"]) }, true],
      [{ proxy: proxy(["sts.us-east-1.amazonaws.com", "10.0.0.0/8"]) }, true],
      [{ proxy: proxy(["amazonaws.com"]) }, false],
      [{ proxy: proxy(["*"]) }, false],
      [{ proxy: proxy(["XRAY.us-east-1.amazonaws.com"]) }, false],
      [{ proxy: proxy(["ray.us-east-1.amazonaws.com"]) }, true],
      [
        {
          endpoint: "https://vpce-1.xray.us-east-1.vpce.amazonaws.com",
          proxy: proxy(["xray.us-east-1.amazonaws.com"]),
        },
        true,
      ],
      [{ endpoint: "https://10.0.0.9:8443/x", proxy: proxy(["10.0.0.9"]) }, false],
      [{ proxy: { url: "", noProxy: ["amazonaws.com"] } }, true],
    ] as const) {
      assert.equal((await template({ values: { agent: values } })).ok, ok, JSON.stringify(values));
    }
  });

  describe("sampling rules as X-Ray answers them", () => {
    const rule = { ResourceARN: "*", ReservoirSize: 1, ServiceType: "*", Host: "*", HTTPMethod: "*", Version: 1 };
    const orders = {
      ...rule,
      RuleName: "orders",
      Priority: 100,
      FixedRate: 0.1,
      ServiceName: "pmp-api",
      URLPath: "/orders*",
    };
    const last = { ...rule, RuleName: "Default", Priority: 10000, FixedRate: 0.05, ServiceName: "*", URLPath: "*" };
    const RuleARN = "arn:aws:xray:eu-west-1:123456789012:sampling-rule/orders";
    const plan = async (rules: readonly unknown[]): Promise<unknown> => {
      const manifests = await render({ values: { sampling: { rules } } });
      return JSON.parse(find(manifests, "ConfigMap", "pmp-api-sampling").data!["sampling-plan.json"]!);
    };

    it("are taken with what X-Ray adds, alone or in their records, and written without it", async () => {
      const added = { RuleARN, Attributes: {}, SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 1 } };
      const times = { CreatedAt: "2026-01-02T03:04:05+00:00", ModifiedAt: 1_700_000_000.5 };
      const expected = { version: 1, SamplingRules: [orders, last] };
      assert.deepEqual(
        await plan([
          { ...orders, ...added },
          { ...last, ...times },
        ]),
        expected,
      );
      const records = [orders, last].map((SamplingRule) => ({ SamplingRule: { ...SamplingRule, ...added }, ...times }));
      assert.deepEqual(await plan(records), expected);
    });

    it("keep their attributes", async () => {
      const Attributes = { tier: "gold" };
      assert.deepEqual(await plan([{ ...orders, Attributes }, last]), {
        version: 1,
        SamplingRules: [{ ...orders, Attributes }, last],
      });
    });
  });

  describe("in a parent chart", () => {
    let parent: string;
    before(() => {
      parent = mkdtempSync(join(tmpdir(), "pmp-xray-parent-"));
      mkdirSync(join(parent, "charts"));
      symlinkSync(chart, join(parent, "charts", "pmp-xray"));
      const { version } = parse(readFileSync(join(chart, "Chart.yaml"), "utf8")) as { version: string };
      const dependencies = [{ name: "pmp-xray", alias: "tracing", version, condition: "tracing.enabled" }];
      writeFileSync(
        join(parent, "Chart.yaml"),
        JSON.stringify({ apiVersion: "v2", name: "shop", version: "1.0.0", dependencies }),
      );
      writeFileSync(
        join(parent, "values.yaml"),
        JSON.stringify({ tracing: { region: "eu-west-1", api: { nodeSelector: null } } }),
      );
    });
    after(() => rmSync(parent, { recursive: true }));

    for (const enabled of [true, false]) {
      it(`are read with the condition's key: tracing.enabled=${enabled}`, async () => {
        const { ok, stdout, stderr } = await helm(["template", "shop", parent, "--set", `tracing.enabled=${enabled}`]);
        assert.ok(ok, stderr);
        assert.equal(stdout.includes("kind: DaemonSet"), enabled);
      });
    }
  });

  it("are described by the schema one by one", async () => {
    for (const { path } of declared.filter(({ schema }) => "pattern" in schema)) {
      const { ok } = await template({ values: nested(path, "not a value\n") });
      assert.equal(ok, false, path.join("."));
    }
  });
});
