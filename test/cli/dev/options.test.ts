import assert from "node:assert/strict";
import fc from "fast-check";
import { DEV_USAGE, readDevOptions } from "../../../cli/dev/options.ts";

const nothing = { stage: "dev", json: false, quiet: false, help: false, command: [] };

describe("the options of pmp-xray dev", () => {
  it("need none", () => {
    assert.deepEqual(readDevOptions([]), { options: nothing, problems: [] });
  });

  it("are read with = and without, and the command is left as it is", () => {
    const line =
      "--stage prod --service=shop --port 3000 --agent-port=3001 --otlp-port off --host ::1 --file traces.jsonl " +
      "--memory 64 --no-open --tracing --json --quiet -- node --port 1 x.js -- y";
    assert.deepEqual(readDevOptions(line.split(" ")), {
      options: {
        stage: "prod",
        service: "shop",
        port: 3000,
        agentPort: 3001,
        otlpPort: false,
        host: "::1",
        file: "traces.jsonl",
        memory: 64,
        open: false,
        tracing: true,
        json: true,
        quiet: true,
        help: false,
        command: ["node", "--port", "1", "x.js", "--", "y"],
      },
      problems: [],
    });
  });

  it("say everything that is wrong at once", () => {
    const line = "--port 0 --agent-port 65536 --otlp-port on --memory 1.5 --stage= --json=yes --opem node";
    assert.deepEqual(readDevOptions(line.split(" ")).problems, [
      "--port must be a whole number from 1 to 65535, got 0.",
      "--agent-port must be a whole number from 1 to 65535, got 65536.",
      "--otlp-port must be a whole number from 1 to 65535, or off, got on.",
      "--memory must be a whole number from 1 to 4096 (MiB), got 1.5.",
      "--stage needs a value.",
      "--json takes no value, got yes.",
      "--opem is not an option; there are --stage, --service, --host, --file, --port, --agent-port, --otlp-port, " +
        "--memory, --open, --no-open, --tracing, --no-tracing, --json, --quiet.",
      "Put -- before the command: pmp-xray dev -- node",
    ]);
    assert.deepEqual(readDevOptions(["--port", "--json", "x", "--"]).problems, [
      "--port needs a value.",
      "x stands before -- and belongs to no option.",
      "There is no command behind --. Name one, or leave -- out.",
    ]);
  });

  it("are all in the help", () => {
    const { problems } = readDevOptions(["--nothing"]);
    const named = [...(problems[0] ?? "").matchAll(/--[a-z-]+/g)]
      .map(([name]) => name)
      .filter((name) => name !== "--nothing");
    assert.ok(named.length > 10);
    for (const name of named) assert.ok(DEV_USAGE.includes(name), name);
    for (const line of DEV_USAGE.split("\n")) assert.ok(line.length <= 125, line);
  });

  it("never throw, and lose no word of the command", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom("--port", "--", "-", "--json", "--no-open", "=", "__proto__", "--constructor"),
    );
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.string()), (before, command) => {
        const line = [...before.filter((each) => each !== "--"), "--", ...command];
        assert.deepEqual(readDevOptions(line).options.command, command);
      }),
    );
  });
});
