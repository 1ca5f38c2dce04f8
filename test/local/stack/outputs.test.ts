import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../../local/names.ts";
import { stackOutputs } from "../../../local/stack/outputs.ts";

const outputs = {
  agentRoleArn: "arn:aws:iam::123456789012:role/pmp-xray-daemon-local",
  alarmNames: ["pmp-api-fault-rate"],
  alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:pmp-tracing-alarms",
  dashboardName: "pmp-tracing-local",
};

describe("local/stack/outputs", () => {
  it("takes what the proof needs, and leaves the rest", () => {
    assert.deepEqual(stackOutputs({ ...outputs, dashboardUrl: "https://example.com" }), outputs);
  });

  for (const name of Object.keys(outputs)) {
    it(`names ${name} when the stack no longer exports it, or as something else`, () => {
      for (const value of [undefined, 1, []]) {
        assert.throws(() => stackOutputs({ ...outputs, [name]: value }), new RegExp(name));
      }
    });

    it(`asks for ${name} as index.ts exports it`, () => {
      assert.match(readFileSync(join(repository, "index.ts"), "utf8"), new RegExp(`^export const ${name} =`, "m"));
    });
  }
});
