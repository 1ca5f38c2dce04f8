import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { evaluate } from "../../offline/evaluate.ts";
import { RecordingMonitor } from "../../offline/recording-monitor.ts";
import type { Overrides } from "../../offline/stack-config.ts";
import { MOCK_ACCOUNT } from "../../offline/mock-account.ts";
import { setEnv } from "../support/env.ts";
import { startAwsEndpoint } from "./support/aws-endpoint.ts";

const SWITCH = { "pmp-xray:account": { transactionSearch: { retentionDays: 14 } } };
const put = (key: string) => ({
  key,
  call: "PutRetentionPolicy",
  input: { logGroupName: "aws/spans", retentionInDays: 14 },
});

describe("how long the spans of Transaction Search are kept", () => {
  let endpoint: Awaited<ReturnType<typeof startAwsEndpoint>>;
  let dir: string;
  let restore: () => void;

  before(async () => {
    endpoint = await startAwsEndpoint();
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-aws-"));
    const file = join(dir, "credentials");
    writeFileSync(file, "[company]\naws_access_key_id = COMPANY\naws_secret_access_key = s\n");
    restore = setEnv({
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_CONFIG_FILE: join(dir, "none"),
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_ACCESS_KEY_ID: "AMBIENT",
      AWS_SECRET_ACCESS_KEY: "s",
    });
  });
  after(() => {
    restore();
    endpoint.close();
    rmSync(dir, { recursive: true });
  });

  async function calls(retentionInDays: number | undefined, overrides: Overrides = {}) {
    endpoint.calls.length = 0;
    const account = { ...MOCK_ACCOUNT, ...(retentionInDays !== undefined && { spans: { retentionInDays } }) };
    const monitor = new RecordingMonitor(account);
    await evaluate("prod", { monitor, overrides: { ...SWITCH, ...overrides } });
    return { sent: [...endpoint.calls], asked: monitor.calls.map(({ token }) => token) };
  }

  it("is set where it differs, and left alone where it is right", async () => {
    assert.deepEqual((await calls(0)).sent, [put("AMBIENT")]);
    assert.deepEqual((await calls(30)).sent, [put("AMBIENT")]);
    const right = await calls(14);
    assert.deepEqual(right.sent, []);
    assert.ok(right.asked.includes("aws:cloudwatch/getLogGroup:getLogGroup"));
  });

  it("is not set while X-Ray hasn't made the log group, which is said, and nothing waits for it", async () => {
    // Without an engine, what a program logs goes to the console.
    const warn = mock.method(console, "warn", () => undefined);
    const { sent } = await calls(undefined).finally(() => warn.mock.restore());
    assert.deepEqual(sent, []);
    const said = warn.mock.calls.map(({ arguments: [text] }) => text as unknown);
    assert.deepEqual(said.slice(1), [
      "warning: [runtime] Log group aws/spans does not exist yet, so its spans will be kept for ever. " +
        "Send a trace, then run pulumi up again: it sets the retention to 14 days.",
    ]);
  });

  it("is not asked for where Transaction Search is off", async () => {
    const { sent, asked } = await calls(0, { "pmp-xray:account": {} });
    assert.deepEqual(sent, []);
    assert.ok(!asked.some((token) => token.includes("getLogGroup")));
  });

  it("is set in the account that the stack's own AWS provider works in: by its profile and one role after the other", async () => {
    const first = "arn:aws:iam::123456789012:role/hub";
    const second = "arn:aws:iam::123456789012:role/deployer";
    const { sent } = await calls(0, {
      "aws:profile": "company",
      "aws:assumeRoles": [{ roleArn: first }, { roleArn: second }],
    });
    assert.deepEqual(sent, [
      { key: "COMPANY", call: "AssumeRole", input: { RoleArn: first } },
      { key: "KEY-hub", call: "AssumeRole", input: { RoleArn: second } },
      put("KEY-deployer"),
    ]);
  });
});
