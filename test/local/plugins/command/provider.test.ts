import assert from "node:assert/strict";
import { CommandProvider } from "../../../../local/plugins/command/provider.ts";
import { plainProperties } from "../../../../local/plugins/properties.ts";
import { evaluate } from "../../../../offline/evaluate.ts";
import { all } from "../../../program/support/evaluate.ts";

const urn = "urn:pulumi:local::pmp-xray::command:local:Command::name";
const inputs = {
  create: 'echo "made in $AWS_REGION"',
  update: "echo changed >&2",
  interpreter: ["/bin/sh", "-c"],
  environment: { AWS_REGION: "us-east-1" },
};

describe("local/plugins/command", () => {
  const provider = new CommandProvider("1.2.1");

  it("runs one script when it is new, and the other one when an input changed", async () => {
    const created = plainProperties((await provider.create(urn, inputs)).outs);
    assert.deepEqual(created, { ...inputs, stdout: "made in us-east-1", stderr: "" });
    const changed = { ...inputs, environment: { AWS_REGION: "eu-west-3" } };
    assert.equal((await provider.diff("command", urn, created, inputs)).changes, false);
    assert.equal((await provider.diff("command", urn, created, changed)).changes, true);
    const updated = plainProperties((await provider.update("command", urn, created, changed)).outs);
    assert.deepEqual(updated, { ...changed, stdout: "", stderr: "changed" });
  });

  it("fails with the script's own words", async () => {
    const failing = { ...inputs, create: "echo no such log group >&2; exit 3" };
    await assert.rejects(provider.create(urn, failing), /exit code 3: no such log group/);
  });

  it("takes the command of the program, refuses other inputs by name, and other types", async () => {
    const { inputs: given } = all(
      await evaluate("local", { overrides: { "pmp-xray:account": { transactionSearch: {} } } }),
      "command:local:Command",
    )[0]!;
    assert.deepEqual((await provider.check(urn, {}, given)).failures, []);
    const { failures = [] } = await provider.check(urn, {}, { ...inputs, triggers: [1] });
    assert.match(failures[0]!.reason, /triggers/);
    const other = urn.replace("local:Command", "remote:Command");
    assert.throws(() => provider.check(other, {}, inputs), /not command:remote:Command/);
  });
});
