import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { parse } from "yaml";
import { clientConfig } from "../../local/aws.ts";
import { checkSettings } from "../../components/settings/load.ts";
import { engineEnv, selectStack, up } from "../../local/stack/stack.ts";
import { EngineAws } from "./support/engine-aws.ts";
import { startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";

/** Commands that are not run here, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "npm ci": "what this test runs in was made by it",
  "aws eks describe-cluster --name pmp-cluster --query cluster.identity.oidc.issuer --output text": "the AWS CLI's own",
  "aws iam list-open-id-connect-providers": "the AWS CLI's own",
  "npx --no-install pmp-xray verify prod": "needs a cluster with the stack in it: only the output is looked at here",
  "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true pulumi up -s prod --refresh":
    "engine.test.ts, after an update that was killed",
  "PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy -s prod": "engine-switches.test.ts",
};

/** The lines of a page's shell blocks, without comments. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(repository, "docs", page), "utf8");
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)]
    .flatMap(([, block]) => block!.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, ""))
    .filter((line) => line !== "");
}

/**
 * The pages of the program, command by command, by the real Pulumi CLI and engine, on Pulumi.prod.yaml as it is in the
 * repository, against the AWS emulator. What a page shows and this test doesn't know fails it. Only `preview` and `up` go
 * through Pulumi's automation API, because its language plugin for Node.js can't be had here.
 */
describe("the commands of docs/", function () {
  this.timeout(600_000);
  let setup: EngineSetup;
  let folder: string;

  before("engine, emulator, a cluster in its EKS, and the project in a folder of its own", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
    await new EKSClient(clientConfig(setup.endpoint)).send(
      new CreateClusterCommand({
        name: "pmp-cluster",
        roleArn: "arn:aws:iam::123456789012:role/cluster",
        resourcesVpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
      }),
    );
    folder = join(setup.dir, "project");
    mkdirSync(folder);
    mkdirSync(join(setup.target.paths.pulumi, "state"), { recursive: true });
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"]) copyFileSync(join(repository, file), join(folder, file));
    writeFileSync(join(folder, "kubeconfig"), "kind: Config\n");
  });

  after(async () => {
    await setup.stop();
  });

  /** A command of a page, typed in the folder of the project. What asks for a yes gets it. */
  async function shell(command: string, cwd = folder): Promise<string> {
    const asks = /^pulumi (destroy|refresh|state unprotect) /.test(command);
    const home = { PULUMI_HOME: join(setup.target.paths.pulumi, "home") };
    const { stdout } = await execa("/bin/sh", ["-c", asks ? `${command} --yes` : command], {
      cwd,
      env: { ...engineEnv(setup.target), ...home },
      stdin: "ignore",
    });
    return stdout;
  }

  const stack = () => selectStack(setup.target, "prod", folder);
  const previews = new Map<string, (known: Stack) => Promise<unknown>>([
    ["pulumi preview -s prod", (known) => known.preview()],
    ["pulumi preview -s prod --diff", (known) => known.preview({ diff: true })],
    ["pulumi up -s prod", (known) => up(known, setup.target.paths)],
  ]);

  /** Runs the commands of a page but those that are left out, and gives what each one printed. */
  async function runPage(page: string, leaveOut: (command: string) => boolean = () => false) {
    const printed = new Map<string, string>();
    const commands = commandsOf(page).filter((command) => !(command in ELSEWHERE) && !leaveOut(command));
    assert.ok(commands.length > 0, page);
    for (const command of commands) {
      const preview = previews.get(command);
      if (preview !== undefined) await preview(await stack());
      else {
        assert.match(
          command,
          /^(pulumi|npx --no-install pmp-xray) /,
          `${page} shows a command that this test doesn't know`,
        );
        printed.set(command, await shell(command, command.startsWith("npx") ? repository : folder));
      }
    }
    return printed;
  }

  const isDestroy = (command: string) => command === "pulumi destroy -s prod";

  it("existing-cluster.md: deploys the stack prod, and shows what people need next", async () => {
    const printed = await runPage("existing-cluster.md", isDestroy);
    const everything = await new EngineAws(setup.endpoint).everything();
    for (const name of ["role pmp-xray-daemon", "rule pmp-api-stripe", "alarm pmp-api-page", "dashboard pmp-tracing"]) {
      assert.ok(everything.includes(name), name);
    }
    assert.match(printed.get("pulumi stack output -s prod consoleLinks")!, /"traceMap":"https:\/\/console\.aws/);
    assert.equal((await shell("pulumi stack output -s prod verify")).trim(), "npx --no-install pmp-xray verify prod");
  });

  it("existing-cluster.md: its later settings are Pod Identity, and an issuer that IAM knows", async () => {
    const config = settings();
    assert.equal(config["pmp-xray:identity"], "podIdentity");
    const cluster = config["pmp-xray:cluster"] as { createOidcProvider: unknown };
    assert.equal(cluster.createOidcProvider, false);
    // The emulator's UpdateAssumeRolePolicy refuses sts:TagSession, which AWS takes; a role that is created with it is
    // deployed in engine-switches.test.ts.
    await shell("pulumi config set -s prod pmp-xray:identity irsa");
    await up(await stack(), setup.target.paths);
    assert.deepEqual(
      (await new EngineAws(setup.endpoint).everything()).filter((name) => name.startsWith("issuer")),
      [],
    );
  });

  it("cost.md: shows the forecast of the example, and takes another traffic and limit", async () => {
    const printed = await runPage("cost.md");
    assert.match(printed.get("pulumi stack output -s prod forecast")!, /14,268,960 traces/);
    assert.match(printed.get("npx --no-install pmp-xray cost prod")!, /\$70\.84/);
  });

  it("upgrading.md: previews, updates, takes off a lock and refreshes", async () => {
    await runPage("upgrading.md");
    await shell("pulumi refresh -s prod");
  });

  it("settings.md: sets, keeps a secret, and removes", async () => {
    await runPage("settings.md");
    const { "pmp-xray:cluster": cluster, "pmp-xray:alarms": alarms } = settings();
    assert.ok("secure" in (cluster as { kubeconfig: object }).kubeconfig);
    assert.equal((alarms as { minimumTraces: unknown }).minimumTraces, 50);
    await shell("pulumi config rm -s prod --path 'pmp-xray:cluster.kubeconfig'");
  });

  it("account-switches.md: sets the switches with their types", async () => {
    await runPage("account-switches.md", (command) => command.startsWith("pulumi state unprotect"));
    assert.deepEqual(settings()["pmp-xray:account"], {
      encryptionKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      transactionSearch: { indexingPercent: 1, retentionDays: 30 },
    });
    await shell("pulumi config rm -s prod pmp-xray:account");
  });

  it("all settings of the pages together are accepted", () => {
    checkSettings(
      Object.fromEntries(
        Object.entries(settings()).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
  });

  it("existing-cluster.md: takes it all down", async () => {
    await shell("pulumi destroy -s prod");
    assert.deepEqual(await new EngineAws(setup.endpoint).everything(), []);
  });

  /** A new cluster needs plugins and an account that can't be had here: its settings are set, and checked. */
  it("new-cluster.md: its settings are set by the CLI, and accepted", async () => {
    const needsAws = ["pulumi preview -s prod", "pulumi up -s prod", "pulumi stack output -s prod kubeconfigCommand"];
    await runPage("new-cluster.md", (command) => needsAws.includes(command) || command === "pulumi stack init prod");
    const cluster = settings()["pmp-xray:cluster"];
    assert.deepEqual((cluster as { new: unknown }).new, {
      admins: ["arn:aws:iam::123456789012:role/platform"],
      publicAccessCidrs: ["203.0.113.0/24"],
    });
  });

  function settings(): Record<string, unknown> {
    const file = parse(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8")) as { config: Record<string, unknown> };
    return file.config;
  }
});
