import assert from "node:assert/strict";
import { createProgram, UsageError } from "@pmp/command-line";
import fc from "fast-check";
import { define } from "../../../cli/commands/dev.ts";
import { addDevOptions, readDevOptions } from "../../../cli/dev/options.ts";

const nothing = { stage: "dev", json: false, quiet: false, command: [] };

/** Reads a command line as `pmp-xray dev` does. */
function read(argv: readonly string[]): ReturnType<typeof readDevOptions> {
  const command = addDevOptions(createProgram("dev")).argument("[COMMAND...]");
  command.parse(argv, { from: "user" });
  return readDevOptions(command.opts(), command.args, argv);
}

describe("the options of pmp-xray dev", () => {
  it("need none", () => {
    assert.deepEqual(read([]), { options: nothing, problems: [] });
  });

  it("are read with = and without, and the command is left as it is", () => {
    const line =
      "--stage prod --service=shop --port 3000 --agent-port=3001 --otlp-port off --host ::1 --file traces.jsonl " +
      "--memory 64 --no-open --tracing --json --quiet -- node --port 1 x.js -- y";
    assert.deepEqual(read(line.split(" ")), {
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
        command: ["node", "--port", "1", "x.js", "--", "y"],
      },
      problems: [],
    });
  });

  it("say everything that is wrong with their values at once", () => {
    const line = "--port 0 --agent-port 65536 --otlp-port on --memory 1.5 --stage= node";
    assert.deepEqual(read(line.split(" ")).problems, [
      "--stage needs a value.",
      "--port must be a whole number from 1 to 65535, got 0.",
      "--agent-port must be a whole number from 1 to 65535, got 65536.",
      "--otlp-port must be a whole number from 1 to 65535, or off, got on.",
      "--memory must be a whole number from 1 to 4096 (MiB), got 1.5.",
      "Put -- before the command: pmp-xray dev -- node",
    ]);
    assert.deepEqual(read(["--port", "--json", "x", "--"]).problems, [
      "--port must be a whole number from 1 to 65535, got --json.",
      "Unexpected argument before --: x.",
      "Missing command after --. Name one, or leave -- out.",
    ]);
  });

  it("refuse what is no option", () => {
    assert.throws(() => read(["--opem"]), {
      name: "ArgumentError",
      message: "Unknown option '--opem' (did you mean --open?). See: dev --help",
    });
  });

  it("are all in the help", () => {
    const command = createProgram("dev");
    define(command, undefined as never);
    const help = command.helpInformation();
    assert.ok(command.options.length > 10);
    for (const { long } of command.options) assert.ok(help.includes(long ?? "?"), long);
  });

  it("lose no word of the command, and throw nothing but a UsageError", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom("--port", "--", "-", "--json", "--no-open", "=", "__proto__", "--constructor"),
    );
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.string()), (before, own) => {
        const line = [...before.filter((each) => each !== "--" && each !== "--help" && each !== "-h"), "--", ...own];
        try {
          assert.deepEqual(read(line).options.command, own);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
        }
      }),
    );
  });
});
