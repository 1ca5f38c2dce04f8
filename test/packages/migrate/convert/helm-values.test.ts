import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { parse } from "yaml";
import { fromAdotChart, fromCollectorChart } from "../../../../packages/migrate/src/convert/collector-chart-values.ts";
import type { ConvertedValues } from "../../../../packages/migrate/src/convert/values.ts";
import { fromXRayChart } from "../../../../packages/migrate/src/convert/xray-chart-values.ts";
import { DAEMON_IMAGE } from "../../../../packages/migrate/src/deployment/pinned.ts";
import { chart, template } from "../../../charts/support/chart.ts";
import { fixtures } from "../support/fixtures.ts";

const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as object;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
const defaults: unknown = parse(readFileSync(join(chart, "values.yaml"), "utf8"));

/** What the notes ask a person for. */
const asked = {
  region: "eu-west-1",
  networkPolicy: {
    agent: { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } }] },
  },
};

/** Values as Helm puts them over those of the chart. */
function merged(below: unknown, above: unknown): unknown {
  if (!isMap(below) || !isMap(above)) return above;
  return Object.fromEntries(
    [...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => [
      key,
      key in above ? merged(below[key], above[key]) : below[key],
    ]),
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function accepts({ values }: ConvertedValues): void {
  const all = merged(merged(defaults, asked), values);
  assert.ok(validate(all), JSON.stringify({ values, errors: validate.errors }, null, 1));
}

const role = fc.constantFrom(
  "arn:aws:iam::222233334444:role/xray",
  "arn:aws-cn:iam::222233334444:role/path/x",
  "",
  "none",
);
const quantity = fc.constantFrom("16Mi", "64Mi", "256Mi", "1Gi", "268435456", "0.5Gi", 268435456);
const resources = fc.record(
  {
    limits: fc.record({ cpu: fc.constantFrom("100m", "1", 1), memory: quantity }, { requiredKeys: [] }),
    requests: fc.record({ cpu: fc.constantFrom("50m", 1), memory: quantity }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const annotations = fc.record({ "eks.amazonaws.com/role-arn": role, team: fc.constant("x") }, { requiredKeys: [] });
const common = {
  resources,
  nodeSelector: fc.constantFrom({}, { "kubernetes.io/os": "linux" }),
  tolerations: fc.constantFrom(
    [],
    [{ operator: "Exists" }],
    [{ key: "a", operator: "Equal", value: "b", effect: "NoSchedule" }],
  ),
  affinity: fc.constantFrom({}, { nodeAffinity: { x: 1 } }),
  serviceAccount: fc.record({ create: fc.boolean(), name: fc.constant("x"), annotations }, { requiredKeys: [] }),
};
const image = fc.record(
  {
    repository: fc.constantFrom(
      "amazon/aws-xray-daemon",
      "registry.example.com/mirror/xray",
      "public.ecr.aws/xray/aws-xray-daemon:3.3.1",
    ),
    tag: fc.constantFrom("3.3.2", "latest"),
    pullPolicy: fc.constantFrom("Always", "IfNotPresent"),
    pullSecrets: fc.constantFrom("secret", ""),
  },
  { requiredKeys: [] },
);

describe("Helm values of other charts", () => {
  it("of okgolove/aws-xray become values that the chart's schema accepts", () => {
    const xray = fc.record(
      {
        region: fc.constantFrom("eu-west-1", null, ""),
        loglevel: fc.constantFrom("dev", "prod", "warn", "INFO"),
        roleArn: fc.constantFrom("arn:aws:iam::222233334444:role/x", null),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.record({ xray, image, ...common }, { requiredKeys: ["xray"] }), (values) =>
        accepts(fromXRayChart(values)),
      ),
    );
  });

  it("of the collector's charts become values that the chart's schema accepts", () => {
    const exporter = fc.record(
      {
        region: fc.constantFrom("eu-west-1", "${env:AWS_REGION}"),
        role_arn: fc.constant("arn:aws:iam::222233334444:role/x"),
        endpoint: fc.constantFrom("https://xray.eu-west-1.amazonaws.com", "xray.example.com"),
        indexed_attributes: fc.constantFrom(
          [],
          ["a"],
          ["a", "b", 3],
          Array.from({ length: 60 }, (_, index) => `a${index}`),
        ),
        index_all_attributes: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const config = fc.record({ exporters: fc.record({ awsxray: fc.oneof(exporter, fc.constant(null)) }) });
    fc.assert(
      fc.property(fc.record({ config, image, ...common }, { requiredKeys: ["config"] }), (values) =>
        accepts(fromCollectorChart(values)),
      ),
    );
    const daemonSet = fc.record({ resources, serviceAccount: fc.record({ annotations }) }, { requiredKeys: [] });
    fc.assert(
      fc.property(
        fc.record({ awsRegion: fc.constantFrom("eu-west-1", ""), adotCollector: fc.record({ daemonSet }) }),
        (values) => accepts(fromAdotChart(values)),
      ),
    );
  });

  for (const { name, after } of fixtures().filter(({ rule }) => rule === "helm-values")) {
    for (const [path, text] of Object.entries(after)) {
      it(`${name}/${path} installs the agent alone`, async () => {
        const { ok, stdout, stderr } = await template({ values: merged(asked, parse(text)) });
        assert.ok(ok, stderr);
        assert.match(stdout, /kind: DaemonSet/);
        assert.doesNotMatch(stdout, /kind: Deployment/);
      });
    }
  }

  it("say what has no equal, and what a person has to do", () => {
    const { notes } = fromXRayChart({
      xray: { loglevel: "prod" },
      service: { port: 2001 },
      affinity: { x: 1 },
      hostNetwork: true,
    });
    assert.match(notes.join("\n"), /region must be set/);
    assert.match(notes.join("\n"), /port is 2000, not 2001/);
    assert.match(notes.join("\n"), /No value of this chart is like affinity, hostNetwork/);
    assert.match(notes.join("\n"), /networkPolicy\.agent\.from/);
  });

  it("name the image that the chart pins", () => {
    const { xrayDaemon } = JSON.parse(readFileSync(join(chart, "files/agent-images.json"), "utf8")) as {
      xrayDaemon: { repository: string; tag: string };
    };
    assert.equal(DAEMON_IMAGE, `${xrayDaemon.repository}:${xrayDaemon.tag}`);
  });
});
