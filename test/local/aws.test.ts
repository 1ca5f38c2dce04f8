import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetGroupsCommand, XRayClient } from "@aws-sdk/client-xray";
import { clientConfig, emulatorEnv } from "../../local/aws.ts";
import { awsRecorder } from "./aws-recorder.ts";
import { setEnv } from "../support/env.ts";
import { temporaryFolder } from "../packages/tools/support.ts";

describe("local/aws", () => {
  it("keeps whatever the user has set from reaching anything but the emulator", async () => {
    const aws = await awsRecorder();
    aws.answer({});
    const dir = await temporaryFolder();
    writeFileSync(join(dir, "config"), "[profile mine]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n");
    writeFileSync(join(dir, "credentials"), "[mine]\naws_access_key_id = MINE\naws_secret_access_key = MINE\n");
    const restoreUsers = setEnv({
      AWS_PROFILE: "mine",
      AWS_CONFIG_FILE: join(dir, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(dir, "credentials"),
      AWS_ACCESS_KEY_ID: "MINE",
      AWS_SECRET_ACCESS_KEY: "MINE",
      AWS_SESSION_TOKEN: "MINE",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ENDPOINT_URL_XRAY: "http://127.0.0.1:9",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    });
    const restoreOurs = setEnv(emulatorEnv(aws.url));
    try {
      const client = new XRayClient({ maxAttempts: 1 });
      await client.send(new GetGroupsCommand({}));
      assert.deepEqual(aws.calls, [{ call: "xray Groups", input: {} }]);
      const { accessKeyId, sessionToken } = await client.config.credentials();
      assert.deepEqual([accessKeyId, sessionToken ?? "", await client.config.region()], ["test", "", "us-east-1"]);
    } finally {
      restoreOurs();
      restoreUsers();
    }
  });

  it("has the emulator's address in every variable that names one", () => {
    const env = emulatorEnv("http://127.0.0.1:4566", {
      AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com",
      PATH: "/bin",
    });
    assert.equal(env.AWS_ENDPOINT_URL, "http://127.0.0.1:4566");
    assert.equal(env.AWS_ENDPOINT_URL_IAM, "http://127.0.0.1:4566");
    assert.ok(!("PATH" in env));
  });

  it("gives a client in this process the same", () => {
    assert.deepEqual(clientConfig("http://127.0.0.1:1"), {
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });
});
