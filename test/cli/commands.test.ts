import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSettings } from "../../components/settings/load.ts";
import { stackConfig, STACKS } from "../../offline/stack-config.ts";
import { answers, pmpXray, refuses, temporaryFolder } from "./support/program.ts";
import type { Folder } from "./support/program.ts";

const traffic = "traffic: { instances: 2, paths: [{ path: /api/products, requestsPerSecond: 40 }] }";

function stackFile(sampling: string, more = ""): string {
  return `config:\n  aws:region: us-east-1\n  pmp-xray:sampling: ${sampling}\n${more}`;
}

describe("pmp-xray on the repository's stacks", () => {
  for (const stack of STACKS) {
    it(`sampling check ${stack} finds the plan that the program deploys`, async () => {
      const text = await answers(`sampling check ${stack}`, 0);
      assert.match(text, new RegExp(`^priority .*\n +1000  pmp-api-stripe .*[^]*The plan of ${stack} is sound\\.\n$`));
      const json = JSON.parse(await answers(`sampling check ${stack} --json`, 0)) as { rules: unknown };
      const { plan } = checkSettings(stackConfig(stack));
      assert.deepEqual(json.rules, JSON.parse(JSON.stringify(plan.rules)));
    });
  }

  it("sampling explain knows ECS: rules for its type of service match there", async () => {
    const text = await answers("sampling explain GET /api/stripe/charge --stack ecs-prod", 0);
    assert.match(text, /^GET \/api\/stripe\/charge .*AWS::ECS::Container.* → pmp-api-stripe: samples 100 %/);
  });

  it("sampling explain names the rule that decides", async () => {
    const text = await answers("sampling explain GET /api/stripe/charge --stack prod", 0);
    assert.match(text, /^GET \/api\/stripe\/charge .*AWS::EKS::Container.* → pmp-api-stripe: samples 100 %/);
    const json = JSON.parse(await answers("sampling explain GET /api/fail --stack local --json", 0)) as {
      winner: { RuleName: string };
    };
    assert.equal(json.winner.RuleName, "pmp-api-fail");
  });

  it("sampling explain leaves the query out, as @pmp/tracing does", async () => {
    const [with_, without] = ["/api/auth?next=/x", "/api/auth"].map((path) =>
      answers(`sampling explain GET ${path} --stack prod --json`, 0),
    );
    assert.equal(await with_, await without);
  });

  it("sampling diff exits 1 when stacks differ, and 0 when not", async () => {
    assert.match(await answers("sampling diff prod staging", 1), /FixedRate: 0\.1 → 0\.5/);
    assert.equal(await answers("sampling diff prod prod", 0), "prod and prod have the same rules.\n");
    const json = JSON.parse(await answers("sampling diff prod local --json", 1)) as { added: { RuleName: string }[] };
    assert.deepEqual(
      json.added.map(({ RuleName }) => RuleName),
      ["pmp-api-fail"],
    );
  });

  it("cost tells of every stack, and says which state no traffic", async () => {
    const text = await answers("cost", 0);
    const [dev, ecsDev, ecsProd, local, localEcs, prod, staging] = text.split(/\n\n(?=[\w-]+:\n)/);
    // The figures are worked out in test/program/outputs.test.ts.
    assert.match(dev!, /^dev:\n {2}A month[^]*\$5\.98/);
    // The same traffic and plan on ECS.
    assert.match(ecsDev!, /^ecs-dev:\n {2}A month[^]*\$5\.98/);
    assert.match(ecsProd!, /^ecs-prod:\n {2}A month[^]*\$70\.84/);
    assert.match(local!, /^local:\n {2}No traffic is stated/);
    assert.match(localEcs!, /^local-ecs:\n {2}No traffic is stated/);
    assert.match(prod!, /^prod:\n {2}A month[^]*\$70\.84/);
    assert.match(staging!, /^staging:\n {2}A month[^]*\$15\.05/);
    assert.equal((JSON.parse(await answers("cost --json", 0)) as unknown[]).length, 7);
    await refuses("cost local", /^Stack local states no traffic\. Add it/);
  });
});

describe("pmp-xray on a folder with stack files of its own", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder(["prod"]);
  });
  afterEach(() => folder.remove());
  const here = () => ({ cwd: folder.path });

  it("gives every problem of a bad plan, and exits 1", async () => {
    folder.write("Pulumi.prod.yaml", stackFile("{ rules: [{ name: a, rate: 7 }, { name: b, rat: 1, rate: 1 }] }"));
    const text = await answers("sampling check prod", 1, here());
    assert.match(
      text,
      /^The plan of prod can't be built:\n- rules\[0\]\.rate: got 7; allowed: .*\n- rules\[1\]\.rat: /,
    );
    const { problems } = JSON.parse(await answers("sampling check prod --json", 1, here())) as { problems: unknown[] };
    assert.equal(problems.length, 2);
    await refuses(
      "sampling explain GET / --stack prod",
      /^The sampling plan of stack prod can't be built:\n- rules\[0\]\.rate/,
      here(),
    );
  });

  it("refuses a stack that is not there, and names those that are", async () => {
    folder.write("Pulumi.qa.yaml", stackFile("{ preset: dev }"));
    await refuses("sampling check test", /^There is no stack test; there are prod, qa\.\n$/, here());
  });

  it("names the folder that has no stack", async () => {
    const empty = temporaryFolder();
    await refuses("sampling check", /^\S*pmp-xray-cli-\S* has no Pulumi\.<stack>\.yaml\. Change to/, {
      cwd: empty.path,
    });
    empty.remove();
  });

  for (const [what, content, message] of [
    ["no YAML", "config: [\n", /^Pulumi\.prod\.yaml is not YAML: .* at line 2, column 1/],
    [
      "an alias of nothing",
      "config: *x\n",
      /^Pulumi\.prod\.yaml is not YAML: there is no anchor for \*x at line 1, column 9/,
    ],
    ["no map as config", "config: []\n", /^Pulumi\.prod\.yaml has no config\. Write config:/],
    ["no config", "encryptionsalt: x\n", /^Pulumi\.prod\.yaml sets no pmp-xray:sampling, .* preset: prod/],
    ["no plan", "config:\n  aws:region: us-east-1\n", /^Pulumi\.prod\.yaml sets no pmp-xray:sampling, .* preset: prod/],
    [
      "a service name that is no text",
      stackFile("{ preset: prod }", "  pmp-xray:api: { serviceName: 7.5 }\n"),
      /^The settings of Pulumi\.prod\.yaml can't be used:\n {2}pmp-xray:api\.serviceName = 7\.5\n/,
    ],
    [
      "an api that is no object",
      stackFile("{ preset: prod }", "  pmp-xray:api: [shop]\n"),
      /pmp-xray:api = \["shop"\]\n {4}allowed: an object with the keys serviceName/,
    ],
    [
      "an unknown platform",
      stackFile("{ preset: prod }", "  pmp-xray:platform: moon\n"),
      /pmp-xray:platform = "moon"\n {4}allowed: "eks" or "ecs"/,
    ],
    [
      "the old key for a role",
      stackFile("{ preset: prod }", "  aws:assumeRole: { roleArn: arn:aws:iam::210987654321:role/x }\n"),
      /aws:assumeRole = [^]*config set --path 'aws:assumeRoles\[0\]\.roleArn' 'arn:aws:iam::210987654321:role\/x' && /,
    ],
    [
      "an encrypted service name",
      stackFile("{ preset: prod }", "  pmp-xray:api: { secure: v1:abc }\n"),
      /^Pulumi\.prod\.yaml has pmp-xray:api encrypted, which can't be read here/,
    ],
    [
      "an encrypted part of the plan",
      stackFile("{ preset: prod, maxMonthlyUsd: { secure: v1:abc } }"),
      /pmp-xray:sampling\.maxMonthlyUsd encrypted/,
    ],
  ] as const) {
    it(`refuses a stack file with ${what}`, async () => {
      folder.write("Pulumi.prod.yaml", content);
      await refuses("sampling check prod", message, here());
    });
  }

  it("reads service, Insights and a plan that is written as JSON text", async () => {
    const more = ["  pmp-xray:api: { serviceName: shop }", "  pmp-xray:groups: { insights: true }"].join("\n");
    const plan = { preset: "prod", traffic: { paths: [{ path: "/x", requestsPerSecond: 40 }] } };
    folder.write("Pulumi.prod.yaml", stackFile(`'${JSON.stringify(plan)}'`, `${more}\n`));
    assert.match(
      await answers("sampling explain GET /api/auth --stack prod", 0, here()),
      /AWS::EKS::Container.* → shop-auth/,
    );
    assert.match(await answers("cost prod", 0, here()), /Insights/);
  });

  it("reads an encrypted value that it has no need of as if it were not there", async () => {
    const more = "  pmp-xray:cluster: { kubeconfig: { secure: v1:abc } }\n";
    folder.write("Pulumi.prod.yaml", stackFile("{ preset: prod }", more));
    assert.match(await answers("sampling check prod", 0, here()), /is sound/);
  });

  it("takes a stack's name in full, and says what Pulumi ESC hides", async () => {
    folder.write("Pulumi.prod.yaml", `${stackFile("{ preset: prod }")}environment: [acme/tracing-prod]\n`);
    for (const name of ["acme/pmp-xray/prod", "acme/prod", "prod"]) {
      const { code, stdout, stderr } = await pmpXray(["sampling", "check", name], here());
      assert.equal(code, 0, stderr);
      assert.match(stdout, /is sound/);
      assert.match(stderr, /takes values from Pulumi ESC \(acme\/tracing-prod\), which can't be seen here/);
    }
  });

  it("reads the project: its name, its folder of stacks, what it sets for all, and .yml", async () => {
    mkdirSync(join(folder.path, "stacks"));
    folder.write(
      "Pulumi.yml",
      "name: tracing\nruntime: nodejs\nstackConfigDir: stacks\nconfig:\n  pmp-xray:platform: moon\n",
    );
    folder.write("stacks/Pulumi.qa.yml", "config: { pmp-xray:sampling: { preset: dev } }\n");
    await refuses("sampling check qa", /pmp-xray:platform = "moon"/, here());
    folder.write("stacks/Pulumi.qa.yml", "config: { pmp-xray:sampling: { preset: dev }, pmp-xray:platform: eks }\n");
    assert.match(await answers("sampling check qa", 0, here()), /The plan of qa is sound/);
    folder.write("Pulumi.yml", "name: pmp-xray\nruntime: nodejs\nstackConfigDir: stacks\n");
    folder.write("stacks/Pulumi.qa.yml", "config: { sampling: { preset: dev }, api: { serviceName: shop } }\n");
    assert.match(await answers("sampling check qa", 0, here()), /shop-default-traffic/);
  });

  it("sampling simulate writes the files that it is asked for, and says where", async () => {
    folder.write("Pulumi.prod.yaml", stackFile(`{ preset: prod, ${traffic} }`));
    const line = "sampling simulate prod --days 2 --svg a.svg --html b.html --json";
    const { code, stdout, stderr } = await pmpXray(line.split(" "), here());
    const [svg, html] = [join(folder.path, "a.svg"), join(folder.path, "b.html")];
    assert.deepEqual([code, stderr], [0, `Wrote ${svg}\nWrote ${html}\n`]);
    assert.equal((JSON.parse(stdout) as { stack: string }).stack, "prod");
    assert.match(readFileSync(svg, "utf8"), /^<svg[^]*<\/svg>\s*$/);
    assert.match(readFileSync(html, "utf8"), /^<!doctype html>[^]*<\/html>\s*$/i);
  });

  it("sampling simulate overwrites no folder, and names a folder that is not there", async () => {
    folder.write("Pulumi.prod.yaml", stackFile(`{ preset: prod, ${traffic} }`));
    mkdirSync(join(folder.path, "out"));
    await refuses("sampling simulate prod --days 2 --svg out", /\/out is a folder\. Name a file in it/, here());
    await refuses(
      "sampling simulate prod --days 2 --html no/x.html",
      /\/no\/x\.html can't be written \(ENOENT/,
      here(),
    );
  });

  it("cost exits 1 when a stack is over its budget", async () => {
    folder.write("Pulumi.prod.yaml", stackFile(`{ preset: dev, maxMonthlyUsd: 1, ${traffic} }`));
    assert.match(await answers("cost prod", 1, here()), /^prod:[^]*maxMonthlyUsd: got 1; allowed: what the plan costs/);
  });

  it("colors severities when told to, and never in a pipe", async () => {
    folder.write("Pulumi.prod.yaml", stackFile("{ rules: [{ name: pay, path: /pay*, rate: 1 }] }"));
    const plain = await answers("sampling check prod", 1, here());
    assert.match(plain, /^warning falls-to-default/m);
    const env = { FORCE_COLOR: "1" };
    const colored = await answers("sampling check prod", 1, { ...here(), env });
    assert.equal(colored, plain.replaceAll(/^warning(?= )/gm, "\u001b[33mwarning\u001b[39m"));
    assert.equal(
      await answers("sampling check prod --json", 1, { ...here(), env }),
      await answers("sampling check prod --json", 1, here()),
    );
  });
});
