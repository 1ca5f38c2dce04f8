import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig, findProject, listStacks, readStack, StackError } from "@pmp/model";
import { readYaml, YamlError } from "../../../packages/model/src/stack/yaml.ts";

/** What yaml.v3 makes of a plain scalar, by its rules. A test in test/e2e asks the engine itself. */
const SCALARS: readonly (readonly [string, unknown])[] = [
  ["1", 1],
  ["+1", 1],
  ["1_000", 1000],
  ["010", 8],
  ["-010", -8],
  ["0o17", 15],
  ["0x1F", 31],
  ["0b11", 3],
  ["09", 9],
  ["1.10", 1.1],
  [".5", 0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["12e4567", "12e4567"],
  ["9007199254740993", 9007199254740993n],
  ["yes", "yes"],
  ["off", "off"],
  ["True", true],
  ["tRUE", "tRUE"],
  ["~", null],
  ["Null", null],
  ["1:30", "1:30"],
  ["2024-01-15", "2024-01-15 00:00:00 +0000 UTC"],
  ["2024-13-01", "2024-13-01"],
  ['"010"', "010"],
  ["'true'", "true"],
  ["!!str 123", "123"],
];

describe("a stack file's YAML", () => {
  for (const [text, value] of SCALARS) {
    it(`has ${text} as ${typeof value === "bigint" ? `${value}` : JSON.stringify(value)}`, () => {
      assert.deepEqual(readYaml(`key: ${text}`), { key: value });
    });
  }

  it("merges, own members first, then the first of several maps, wherever << stands", () => {
    const anchors = "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\n";
    assert.deepEqual(readYaml(`${anchors}c: { <<: *a, y: 9 }`), {
      a: { x: 1, y: 1 },
      b: { y: 2, z: 2 },
      c: { x: 1, y: 9 },
    });
    const { d } = readYaml(`${anchors}d: { y: 0, <<: [*a, *b] }`) as { d: unknown };
    assert.deepEqual(d, { x: 1, y: 0, z: 2 });
  });

  it("is refused with a place: tabs, a key twice, an alias of nothing, an anchor inside itself, << of a number", () => {
    for (const text of ["a:\n\tb: 1", "a: 1\na: 2", "a: *b", "a: &a [*a]", "a: { <<: 3 }", "a: [\n"]) {
      assert.throws(
        () => readYaml(text),
        (error) => error instanceof YamlError && /line \d/.test(error.message),
        text,
      );
    }
  });

  it("can't exhaust its reader by aliases", () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? "l0: &l0 [x]" : `l${level}: &l${level} [${`*l${level - 1}, `.repeat(10)}]`,
    );
    assert.throws(() => readYaml(levels.join("\n")), /aliases stand for too much/);
  });

  it("may begin with a byte order mark and end its lines with CR LF", () => {
    assert.deepEqual(readYaml("\uFEFFa: b\r\nc: d\r\n"), { a: "b", c: "d" });
  });
});

describe("a stack, read from its files", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pmp-xray-model-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
  };

  it("gives keys without a namespace to the project, and values as the program gets them", () => {
    write("Pulumi.yaml", "name: pmp-xray\n");
    write(
      "Pulumi.a.yaml",
      "config:\n  stage: prod\n  aws:region: eu-west-1\n  pmp-xray:config:tags: { n: 1, l: [~, 9007199254740993] }\n  alarms:\n",
    );
    assert.deepEqual(readStack(folder, "acme/pmp-xray/a"), {
      file: "Pulumi.a.yaml",
      config: {
        "pmp-xray:stage": "prod",
        "aws:region": "eu-west-1",
        "pmp-xray:tags": '{"n":1,"l":[null,9007199254740993]}',
        "pmp-xray:alarms": "",
      },
      secrets: [],
      environments: [],
    });
  });

  it("says what is encrypted, and which environments it can't see", () => {
    write(
      "Pulumi.a.yaml",
      "environment: [acme/prod]\nconfig:\n  api: { secure: x }\n  cluster: { name: c, kubeconfig: { secure: y } }\n",
    );
    const { config, secrets, environments } = readStack(folder, "a");
    assert.deepEqual(config, { "pmp-xray:cluster": '{"name":"c"}' });
    assert.deepEqual(secrets, ["pmp-xray:api", "pmp-xray:cluster.kubeconfig"]);
    assert.deepEqual(environments, ["acme/prod"]);
    write("Pulumi.a.yaml", "environment: { imports: [x, { y: { merge: false } }], values: { pulumiConfig: {} } }\n");
    assert.deepEqual(readStack(folder, "a").environments, ["x", "y", "the stack's own environment"]);
  });

  it("takes what the project sets for all, below what the stack sets", () => {
    write(
      "Pulumi.yml",
      'name: pmp-xray\nstackConfigDir: s\nconfig:\n  platform: ecs\n  stage: { default: dev }\n  aws:region: { value: eu-west-1 }\n  tags.team: x\n  pmp-xray:tags.cost: "7"\n',
    );
    mkdirSync(join(folder, "s"));
    write("s/Pulumi.a.yml", "config:\n  stage: prod\n  tags: { team: y }\n");
    assert.deepEqual(listStacks(findProject(folder)), ["a"]);
    assert.deepEqual(readStack(join(folder, "s"), "a").config, {
      "pmp-xray:stage": "prod",
      "pmp-xray:tags": '{"team":"y","cost":7}',
      "aws:region": "eu-west-1",
      "pmp-xray:platform": "ecs",
    });
  });

  it("is refused in words that name the file", () => {
    for (const [text, message] of [
      ["config: []\n", /^Pulumi\.a\.yaml has no config/],
      ["- a\n", /^Pulumi\.a\.yaml has no config/],
      ["config: { a:b:c: 1 }\n", /a:b:c is no key/],
      ["config: *a\n", /^Pulumi\.a\.yaml is not YAML: /],
    ] as const) {
      write("Pulumi.a.yaml", text);
      assert.throws(
        () => readStack(folder, "a"),
        (error) => error instanceof StackError && message.test(error.message),
        text,
      );
    }
    assert.throws(() => readStack(folder, "b"), /Pulumi\.b\.yaml can't be read/);
  });
});

const RIGHT = {
  "pmp-xray:stage": "prod",
  "pmp-xray:cluster": '{"name":"c","mode":"existing"}',
  "pmp-xray:api": '{"image":{"repository":"r.example.com/shop","tag":"1"}}',
  "pmp-xray:sampling": '{"preset":"prod"}',
};

describe("settings in a form that leaves no doubt", () => {
  it("are taken: numbers and booleans as text, whole numbers as tags, lists and objects as text, sections left empty", () => {
    const { parsed, problems } = checkConfig({
      ...RIGHT,
      "pmp-xray:api": '{"image":{"repository":"r.example.com/shop","tag":20240115123456789},"replicas":"3"}',
      "pmp-xray:cluster": '{"name":2024,"mode":"existing","createOidcProvider":"false"}',
      "pmp-xray:tags": '{"cost-center":4711,"backup":true}',
      "pmp-xray:groups": '{"slowSeconds":"0.5"}',
      "pmp-xray:alarms": "",
      "pmp-xray:iam": "null",
      "pmp-xray:account": '{"transactionSearch":null}',
      "pmp-xray:agent": '{"image":"{\\"repository\\":\\"a\\",\\"tag\\":\\"1\\"}"}',
      "pmp-xray:sampling": '{"preset":"prod","rules":null}',
    });
    assert.deepEqual(problems, []);
    assert.equal(parsed.api?.image.tag, "20240115123456789");
    assert.equal(parsed.api.replicas, 3);
    assert.deepEqual([parsed.cluster?.name, parsed.cluster?.createOidcProvider], ["2024", false]);
    assert.deepEqual(parsed.tags, { "cost-center": "4711", backup: "true" });
    assert.equal(parsed.groups?.slowSeconds, 0.5);
    assert.deepEqual([parsed.alarms?.faultRatePercent, parsed.iam?.restrictRegion], [5, false]);
    assert.deepEqual(parsed.account, {});
    assert.deepEqual(parsed.agent?.image, { repository: "a", tag: "1" });
  });

  it("refuse the AWS provider's old key for a role, and say how to write it now", () => {
    const { problems } = checkConfig({ ...RIGHT, "aws:assumeRole": '{"roleArn":"arn:aws:iam::210987654321:role/x"}' });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["aws:assumeRole"],
    );
    assert.match(
      problems[0]!.fix,
      /'aws:assumeRoles\[0\]\.roleArn' 'arn:aws:iam::210987654321:role\/x' && pulumi config rm/,
    );
  });
});
