import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../../local/names.ts";
import { EMULATOR_IMAGE, parseStartOptions, usage } from "../../local/options.ts";
import { UsageError } from "@pmp/command-line";

/** The lines of the one error that these options give. */
function problems(...args: string[]): string[] {
  try {
    parseStartOptions(args);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    const [head, ...lines] = error.message.split("\n");
    assert.equal(head, "Some options are wrong:");
    return lines.map((line) => line.trim());
  }
  return assert.fail(`accepted: ${args.join(" ")}`);
}

const context = ["--context", "kind-dev"];
const apiImage = ["--api-image", "pmp-api:local"];
const inCluster = ["--emulator-in-cluster", "http://172.18.0.1:4566"];

describe("local/options", () => {
  it("has a default for everything", () => {
    assert.deepEqual(parseStartOptions([], false), {
      mode: "auto",
      stay: false,
      ports: { api: 3001, emulator: 4566, kubernetes: 16443 },
      platform: "eks",
      context: undefined,
      kind: undefined,
      stackFile: join(repository, "Pulumi.local.yaml"),
      json: false,
      alarms: false,
    });
  });

  it("takes --alarms, on the full local cluster with an emulator of its own", () => {
    const options = parseStartOptions(["--alarms"]);
    assert.deepEqual([options?.alarms, options?.mode], [true, "full"]);
    assert.match(problems("--alarms", "--kind")[0] ?? "", /^--alarms does not go with --kind/);
    const given = [...context, ...apiImage, ...inCluster, "--emulator", "http://127.0.0.1:4566"];
    assert.match(problems("--alarms", ...given)[0] ?? "", /^--alarms does not go with --emulator/);
  });

  it("takes each port, the stack file and --json", () => {
    const args = ["--api-port", "1", "--emulator-port=65535", "--kubernetes-port", "6443", "--json"];
    const options = parseStartOptions([...args, "--stack-file", "/elsewhere/Pulumi.local.yaml"]);
    assert.deepEqual(options?.ports, { api: 1, emulator: 65535, kubernetes: 6443 });
    assert.equal(options.json, true);
    assert.equal(options.stackFile, "/elsewhere/Pulumi.local.yaml");
  });

  it("takes the platform ECS, with its own stack, on the full local cluster", () => {
    const options = parseStartOptions(["--platform", "ecs"]);
    assert.equal(options?.platform, "ecs");
    assert.equal(options.mode, "full");
    assert.equal(options.stackFile, join(repository, "Pulumi.local-ecs.yaml"));
    assert.deepEqual(problems("--platform", "fargate"), ["--platform fargate: it must be eks or ecs"]);
    const [only] = problems("--platform", "ecs", ...context, ...apiImage, ...inCluster);
    assert.match(only ?? "", /^--platform ecs does not go with --context/);
  });

  it("takes --embedded and --full; the options of the local cluster imply --full", () => {
    assert.equal(parseStartOptions(["--embedded"])?.mode, "embedded");
    assert.equal(parseStartOptions(["--full"])?.mode, "full");
    assert.equal(parseStartOptions(["--json"])?.mode, "auto");
    assert.equal(parseStartOptions(["--api-port", "4000"])?.mode, "full");
    assert.equal(parseStartOptions(["--stack-file", "x.yaml"])?.mode, "full");
    assert.equal(parseStartOptions([...context, ...apiImage, ...inCluster])?.mode, "full");
  });

  it("keeps the page on a terminal, but not with --json, whose reader waits for the end", () => {
    assert.equal(parseStartOptions([], true)?.stay, true);
    assert.equal(parseStartOptions(["--json"], true)?.stay, false);
    assert.equal(parseStartOptions([], false)?.stay, false);
  });

  it("takes a cluster of the user's own", () => {
    const all = [...context, ...apiImage, ...inCluster];
    assert.deepEqual(parseStartOptions(all)?.context, {
      name: "kind-dev",
      emulator: undefined,
      emulatorInCluster: "http://172.18.0.1:4566",
      apiImage: { repository: "pmp-api", tag: "local" },
      agentImage: undefined,
    });
    const more = ["--emulator", "https://127.0.0.1:9", "--agent-image", "localhost:5000/team/agent:v1.2-rc_3"];
    const options = parseStartOptions([...all, ...more])?.context;
    assert.equal(options?.emulator, "https://127.0.0.1:9");
    assert.deepEqual(options.agentImage, { repository: "localhost:5000/team/agent", tag: "v1.2-rc_3" });
  });

  it("takes a cluster that kind makes, with the emulator's own image or another, by tag or digest", () => {
    const options = parseStartOptions(["--kind"]);
    assert.equal(options?.mode, "full");
    assert.deepEqual(options.kind, { emulatorImage: EMULATOR_IMAGE });
    for (const emulatorImage of ["localhost:5000/fakecloud:1.2", `a/b@sha256:${"0".repeat(64)}`]) {
      assert.deepEqual(parseStartOptions(["--kind", "--emulator-image", emulatorImage])?.kind, { emulatorImage });
    }
  });

  it("asks for no more when help is wanted, even beside wrong options", () => {
    for (const args of [["--help"], ["-h"], ["--help", "--api-port", "none"]]) {
      assert.equal(parseStartOptions(args), undefined);
    }
  });

  it("names in its help every option that it takes, and every variable", () => {
    const taken = ["--api-port", "--emulator-port", "--kubernetes-port", "--context", "--api-image", "--agent-image"];
    const more = [
      "--emulator ",
      "--emulator-in-cluster",
      "--stack-file",
      "--json",
      "--help",
      "--embedded",
      "--full",
      "--kind",
      "--emulator-image",
      "PMP_XRAY_CACHE",
    ];
    for (const text of [...taken, ...more, "PMP_XRAY_DOWNLOADS=off", "npm start", "npm run status", "npm stop"]) {
      assert.ok(usage().includes(text), text);
    }
    for (const port of [3001, 4566, 16443]) assert.ok(usage().replaceAll(/\s+/g, " ").includes(`(default ${port})`));
  });

  describe("refuses", () => {
    for (const name of ["api", "emulator", "kubernetes"]) {
      for (const value of ["0", "65536", "-1", "80.5", "http", ""]) {
        it(`${value === "" ? "nothing" : value} as --${name}-port, and says what a port is`, () => {
          assert.deepEqual(problems(`--${name}-port=${value}`), [
            `--${name}-port ${value}: a port is a whole number from 1 to 65535`,
          ]);
        });
      }
    }

    it("--embedded with what only the local cluster has", () => {
      assert.deepEqual(problems("--embedded", "--full", "--api-port", "4000", "--stack-file", "x.yaml"), [
        "--full does not go with --embedded",
        "--api-port does not go with --embedded",
        "--stack-file does not go with --embedded",
      ]);
    });

    it("two equal ports, given or by default", () => {
      const expected = [/ports must differ/];
      for (const args of [
        ["--api-port", "4566"],
        ["--api-port", "5000", "--kubernetes-port", "5000"],
      ]) {
        const found = problems(...args);
        assert.equal(found.length, 1);
        assert.match(found[0]!, expected[0]!);
      }
    });

    it("a context without what goes with it, and says how to get both", () => {
      const found = problems(...context);
      assert.equal(found.length, 2);
      assert.match(found[0]!, /^--context needs --emulator-in-cluster URL,.*docker network inspect kind/);
      assert.match(found[1]!, /^--context needs --api-image REPO:TAG: docker build .*kind load docker-image/);
    });

    for (const flag of ["api-image", "agent-image", "emulator", "emulator-in-cluster"]) {
      it(`--${flag} without --context`, () => {
        assert.deepEqual(problems(`--${flag}`, "a:1"), [`--${flag} goes with --context`]);
      });
    }

    for (const flag of ["emulator", "emulator-in-cluster"]) {
      for (const value of ["127.0.0.1:4566", "ftp://host/", "host", "file:///x"]) {
        it(`${value} as --${flag}, and shows what is meant`, () => {
          const found = problems(
            ...context,
            ...apiImage,
            ...(flag === "emulator" ? inCluster : []),
            `--${flag}`,
            value,
          );
          assert.deepEqual(found, [`--${flag} ${value}: give an http or https URL, such as http://127.0.0.1:4566`]);
        });
      }
    }

    for (const flag of ["api-image", "agent-image"]) {
      for (const value of [
        "pmp-api",
        "pmp-api:",
        ":local",
        "localhost:5000/pmp-api",
        "a:b c",
        `a:${"t".repeat(129)}`,
      ]) {
        it(`${value.slice(0, 30)} as --${flag}, and shows what is meant`, () => {
          const found = problems(
            ...context,
            ...inCluster,
            ...(flag === "agent-image" ? apiImage : []),
            `--${flag}`,
            value,
          );
          assert.deepEqual(found, [`--${flag} ${value}: give a repository and a tag, such as pmp-api:local`]);
        });
      }
    }

    it("what does not go with --kind", () => {
      assert.deepEqual(problems("--emulator-image", "a:1"), ["--emulator-image goes with --kind"]);
      assert.deepEqual(problems("--embedded", "--kind"), ["--kind does not go with --embedded"]);
      assert.deepEqual(problems("--kind", "--platform", "ecs", "--kubernetes-port", "7000"), [
        "--kubernetes-port does not go with --kind: kind chooses the port",
        "--platform ecs does not go with --kind: the emulator runs tasks on the node that is started here",
      ]);
      assert.deepEqual(problems("--kind", ...context, ...apiImage, ...inCluster), [
        "--context does not go with --kind: kind makes the cluster",
      ]);
    });

    for (const value of ["fakecloud", "a:b c", "localhost:5000/fakecloud", "a@sha256:0123", ":1"]) {
      it(`${value} as --emulator-image, and shows what is meant`, () => {
        assert.deepEqual(problems("--kind", "--emulator-image", value), [
          `--emulator-image ${value}: give a repository and a tag or a digest, such as ${EMULATOR_IMAGE}`,
        ]);
      });
    }

    it("everything that is wrong at once", () => {
      const found = problems(
        ...["--api-port", "no", "--emulator-port", "0", "--kubernetes-port", "99999", ...context],
        ...["--emulator", "nowhere", "--api-image", "x", "--agent-image", "y"],
      );
      assert.equal(found.length, 7);
      for (const flag of ["api-port no", "emulator-port 0", "kubernetes-port 99999", "emulator nowhere"]) {
        assert.ok(
          found.some((line) => line.startsWith(`--${flag}: `)),
          flag,
        );
      }
      for (const flag of ["api-image x", "agent-image y"]) {
        assert.ok(
          found.some((line) => line.startsWith(`--${flag}: `)),
          flag,
        );
      }
      assert.ok(found.some((line) => line.includes("--context needs --emulator-in-cluster")));
    });

    for (const [what, args] of [
      ["an option that there is not", ["--portt", "1"]],
      ["an option without its value", ["--api-port"]],
      ["a value for an option that takes none", ["--json=yes"]],
      ["a word on its own", ["staging"]],
    ] as const) {
      it(`${what}, names it, and says where the options are`, () => {
        assert.throws(
          () => parseStartOptions(args),
          (error: unknown) => {
            assert.ok(error instanceof UsageError);
            assert.ok(error.message.includes(args[0].split("=")[0]!));
            assert.match(error.message, /^.*(See: npm start -- --help|Usage: npm start -- \[options\])$/);
            return true;
          },
        );
      });
    }
  });
});
