import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { saveBundle } from "../../packages/checks/src/bundle.ts";
import { CHECKS } from "../../packages/checks/src/checks/index.ts";
import { CASES } from "../packages/checks/support/cases.ts";
import { factsOf } from "../packages/checks/support/evaluated.ts";
import { changed, EKS, type Deployment } from "../packages/checks/support/deployments.ts";
import { answers, pmpXray, refuses, temporaryFolder, type Folder } from "./support/program.ts";
import { stsAnswering, type AnsweringSts } from "./support/sts-server.ts";

const EXPIRED =
  "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The token is expired</Message></Error></ErrorResponse>";
const CALLER =
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };

describe("pmp-xray verify and doctor", () => {
  let folder: Folder;
  let server: AnsweringSts | undefined;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(async () => {
    folder.remove();
    await server?.close();
    server = undefined;
  });

  /** Saves what a run in this deployment would have read. */
  const saved = (deployment: Deployment): string => {
    folder.write("run.json", saveBundle({ command: "verify", target: deployment.target, facts: factsOf(deployment) }));
    return "--from run.json";
  };

  it("lists every check, and runs none", async () => {
    const text = await answers("doctor --list", 0);
    for (const { name } of CHECKS) assert.match(text, new RegExp(`^  ${name} `, "m"));
    const json = JSON.parse(await answers("verify --list --json --only own-trace-comes-back", 0)) as { name: string }[];
    assert.deepEqual(
      json.map(({ name }) => name),
      ["own-trace-comes-back"],
    );
  });

  it("replays a saved run: 0 when all is proven, 1 when a link is broken, and names it", async () => {
    const from = saved(EKS);
    const well = await answers(`verify ${from}`, 0, { cwd: folder.path });
    assert.match(well, /\nProven: every link holds\.\n$/);
    const { good, bad } = CASES["trust-names-the-service-account"]!;
    saved(changed(good, bad));
    const text = await answers(`doctor ${from}`, 1, { cwd: folder.path });
    assert.match(text, /^First broken link: identity \(trust-names-the-service-account\)\. The role trusts/m);
    const json = JSON.parse(await answers(`doctor ${from} --json`, 1, { cwd: folder.path })) as { firstBroken: string };
    assert.equal(json.firstBroken, "trust-names-the-service-account");
  });

  it("runs the checks that are chosen, and says how many it left out", async () => {
    const { good, bad } = CASES["alarms-have-actions"]!;
    const from = saved(changed(good, bad));
    const options = { cwd: folder.path };
    const text = await answers(`doctor ${from} --only alarms-have-actions`, 1, options);
    assert.match(text, new RegExp(`^1 checks: .*1 broken.*${CHECKS.length - 1} left out\\.$`, "m"));
    await answers(`doctor ${from} --skip alarms-have-actions`, 0, options);
    // How it is printed changes nothing.
    await answers(`doctor ${from} --verbose`, 1, options);
    const { code, stderr } = await pmpXray(
      ["doctor", "--from", "run.json", "--junit", "checks.xml", "--json"],
      options,
    );
    assert.deepEqual([code, stderr], [1, `Wrote ${join(folder.path, "checks.xml")}\n`]);
    assert.match(
      readFileSync(join(folder.path, "checks.xml"), "utf8"),
      /name="alarms-have-actions"><failure type="broken"/,
    );
  });

  it("exits 2 with one line that says the fix, for what can't be done", async () => {
    const options = { env };
    await refuses(
      "doctor --only alarms-have-action",
      /^There is no check alarms-have-action\. Did you mean alarms-have-actions\? [^\n]*--list[^\n]*\n$/,
    );
    await refuses("doctor dev prod", /^[^\n]*too many arguments[^\n]*Usage: pmp-xray doctor [^\n]*\n$/i, options);
    await refuses("doctor nowhere", /^There is no stack nowhere; there are dev, [^\n]*\n$/, options);
    await refuses(
      "doctor --namespace pmp",
      /^No AWS region is named\. Name it by --region us-east-1, or by AWS_REGION\.\n$/,
      options,
    );
    await refuses("verify dev --path orders", /^--path must begin with \/, got orders\.\n$/, options);
    await refuses(
      "doctor dev --endpoint-url here",
      /^--endpoint-url must be an http or https URL, got here\.\n$/,
      options,
    );
    await refuses("doctor --from nowhere.json", /^nowhere\.json can't be read: [^\n]*\n$/, options);
    folder.write("run.json", "{}");
    await refuses(
      "doctor --from run.json",
      /^run\.json is no file of --save \([^\n]*pmp-xray doctor --save run\.json\.\n$/,
      { cwd: folder.path },
    );
    await refuses(
      "doctor",
      /^[^\n]*Pulumi\.<stack>\.yaml[^\n]*Without Pulumi: pmp-xray doctor --namespace pmp --service pmp-api --region us-east-1\.\n$/,
      {
        cwd: folder.path,
      },
    );
  });

  it("exits 2 with one line without credentials, with refused ones, and without a cluster", async () => {
    await refuses("doctor dev --kubectl true", /^No AWS credentials: [^\n]*aws sso login[^\n]*\n$/);
    // Both are said, in the same order, whichever fails first.
    await refuses(
      "doctor dev --kubectl /nonexistent/kubectl",
      /^No AWS credentials: [^\n]*\nkubectl is not on PATH\. [^\n]*\n$/,
    );
    server = await stsAnswering(403, EXPIRED);
    await refuses(
      `doctor dev --endpoint-url ${server.url} --kubectl true`,
      /^X-Ray at \S+ refuses the AWS credentials \([^\n]*Log in again[^\n]*\n$/,
      { env },
    );
    await server.close();
    server = await stsAnswering(200, CALLER);
    const at = `doctor dev --endpoint-url ${server.url}`;
    await refuses(`${at} --kubectl /nonexistent/kubectl`, /^kubectl is not on PATH\. Install it [^\n]*--kubectl\.\n$/, {
      env,
    });
    const failing = (text: string): string => {
      folder.write("kubectl", `#!/bin/sh\necho '${text}' >&2\nexit 1\n`);
      chmodSync(join(folder.path, "kubectl"), 0o755);
      return join(folder.path, "kubectl");
    };
    const refused = failing(
      "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
    );
    await refuses(
      `${at} --kubectl ${refused}`,
      /^The cluster can.t be reached [^\n]*aws eks update-kubeconfig --region us-east-1 --name pmp-cluster\.\n$/,
      { env },
    );
    const unknown = failing("error: You must be logged in to the server (Unauthorized)");
    await refuses(
      `${at} --kubectl ${unknown}`,
      /^The cluster does not know you [^\n]*Log in again: aws eks update-kubeconfig [^\n]*\n$/,
      { env },
    );
  });

  it("exits 2 with one line when kubectl asks another cluster of EKS than the stack's", async () => {
    const meant = "https://AAAA.gr7.us-east-1.eks.amazonaws.com";
    server = await stsAnswering(200, CALLER, {
      "/clusters/pmp-cluster": { cluster: { name: "pmp-cluster", endpoint: meant, status: "ACTIVE" } },
    });
    const node = {
      metadata: { name: "one" },
      status: { nodeInfo: { operatingSystem: "linux", architecture: "amd64", kubeletVersion: "v1.35.2-eks-1234567" } },
    };
    folder.write(
      "kubectl",
      `#!/bin/sh
case "$*" in
  *"config view"*) printf '%s' "$SERVER" ;;
  *nodes*) printf '%s' '${JSON.stringify({ items: [node] })}' ;;
  *) printf '{}' ;;
esac
`,
    );
    chmodSync(join(folder.path, "kubectl"), 0o755);
    const line = `doctor dev --only service-exists --endpoint-url ${server.url} --kubectl ${join(folder.path, "kubectl")}`;
    await refuses(
      line,
      /^kubectl asks bbbb\.gr7\.us-east-1\.eks\.amazonaws\.com, which is not the cluster pmp-cluster \(aaaa\.[^\n]*\)\. Switch: aws eks update-kubeconfig --region us-east-1 --name pmp-cluster\.\n$/,
      { env: { ...env, SERVER: "https://BBBB.gr7.us-east-1.eks.amazonaws.com" } },
    );
    // The right one, and a tunnel to it, are looked at.
    for (const SERVER of [meant, "https://127.0.0.1:6443"]) {
      const { stderr } = await pmpXray(line.split(" "), { env: { ...env, SERVER } });
      assert.doesNotMatch(stderr, /is not the cluster/);
    }
  });

  it("exits 2 with one line for an expired SSO login, and for a profile that is not there", async () => {
    const config = [
      ...["[profile work]", "sso_session = corp", "sso_account_id = 123456789012", "sso_role_name = Reader"],
      ...["[sso-session corp]", "sso_region = us-east-1", "sso_start_url = https://corp.example/start", ""],
    ].join("\n");
    folder.write("config", config);
    mkdirSync(join(folder.path, ".aws/sso/cache"), { recursive: true });
    const token = { accessToken: "old", expiresAt: "2020-01-01T00:00:00Z", region: "us-east-1" };
    folder.write(`.aws/sso/cache/${createHash("sha1").update("corp").digest("hex")}.json`, JSON.stringify(token));
    const home = { HOME: folder.path, AWS_CONFIG_FILE: join(folder.path, "config") };
    await refuses(
      "doctor dev --profile work --kubectl true",
      /^No AWS credentials in profile work \(--profile\): [^\n]*aws sso login[^\n]*\n$/,
      {
        env: home,
      },
    );
    await refuses(
      "verify dev --profile nobody --kubectl true",
      /^No AWS credentials in profile nobody \(--profile\): [^\n]*\n$/,
      { env: home },
    );
  });
});
