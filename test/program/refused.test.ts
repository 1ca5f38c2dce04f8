import assert from "node:assert/strict";
import { SettingsError } from "../../components/settings/problems.ts";
import { evaluate } from "../../offline/evaluate.ts";
import { RecordingMonitor } from "../../offline/recording-monitor.ts";

describe("a stack with settings that are wrong", () => {
  it("is refused with all problems, before any resource is registered or any function called", async () => {
    const monitor = new RecordingMonitor();
    const overrides = {
      "pmp-xray:alarms": { faultRatePercent: 140, minimumTraces: 0 },
      "pmp-xray:sampling": { preset: "prod", rules: [{ name: "pmp-api-x", rate: 1.5 }] },
      "pmp-xray:chart": { api: { env: { AWS_REGION: "eu-west-1" } } },
    };
    await assert.rejects(evaluate("prod", { overrides, monitor }), (error) => {
      assert.ok(error instanceof SettingsError);
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        [
          "pmp-xray:alarms.faultRatePercent",
          "pmp-xray:alarms.minimumTraces",
          "pmp-xray:sampling.rules[0].rate",
          "pmp-xray:chart.api.env.AWS_REGION",
        ],
      );
      return true;
    });
    assert.deepEqual(
      monitor.registered.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    assert.deepEqual(monitor.calls, []);
  });
});
