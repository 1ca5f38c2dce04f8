import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { PrerequisiteError } from "@pmp/tools";
import { UsageError } from "@pmp/command-line";
import { AGENTS } from "../../components/ecs/agent.ts";
import { bringUp, type Ready } from "../../local/bring-up.ts";
import { isAlive, readState } from "../../local/cluster/state.ts";
import { repository } from "../../local/names.ts";
import { EMULATOR_IMAGE, parseStartOptions } from "../../local/options.ts";
import { clusterPaths, type ClusterPaths } from "../../local/paths.ts";
import { stop } from "../../local/stop.ts";
import { createTerminal } from "../../local/terminal.ts";
import { script, temporaryFolder } from "../packages/tools/support.ts";
import { freePort } from "../support/free-ports.ts";

const quiet = createTerminal({ write: () => true, isTTY: false });
const digest = `sha256:${"d".repeat(64)}`;
const pinned = `ghcr.io/faiscadev/fakecloud@${digest}`;
const build = `docker build --quiet --file ${repository}/packages/api/Dockerfile --tag pmp-api:local ${repository}`;

/** Neither Docker nor kind is needed: executables of these names stand in, and what they are called with is recorded. */
describe("npm start -- --kind", function () {
  this.timeout(60_000);
  const saved = { ...process.env };
  let machine: string;
  let paths: ClusterPaths;
  let ports: { api: number; emulator: number };

  beforeEach(async () => {
    machine = await temporaryFolder();
    const cache = join(machine, "cache");
    paths = clusterPaths(cache);
    await standIns(machine);
    process.env.PATH = `${join(machine, "bin")}:/usr/bin:/bin`;
    process.env.PMP_XRAY_CACHE = cache;
    process.env.PMP_XRAY_DOWNLOADS = "off";
    process.env.STAND_IN = machine;
    process.env.STAND_IN_NODE = process.execPath;
    ports = { api: await freePort(), emulator: await freePort() };
  });

  afterEach(async () => {
    await stop(quiet, new AbortController().signal);
    process.env = { ...saved };
  });

  async function start(signal = new AbortController().signal, ...more: string[]): Promise<Ready> {
    const args = ["--kind", "--api-port", String(ports.api), "--emulator-port", String(ports.emulator), ...more];
    const options = parseStartOptions(args);
    assert.ok(options !== undefined);
    return bringUp(options, join(machine, "cache"), paths, quiet, signal);
  }

  function has(file: string): boolean {
    return existsSync(join(machine, file));
  }

  /** What docker and kind were called with since the last time, but for questions about versions. */
  function calls(): string[] {
    const log = join(machine, "calls");
    const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    writeFileSync(log, "");
    return lines.filter((line) => !/^(kind|docker) version/.test(line) && line !== "");
  }

  it("makes cluster and emulator from prebuilt images, in this order, and removes both", async () => {
    const { state, settings } = await start();
    const made = calls();
    const parallel = made.slice(2, 8);
    assert.deepEqual(made.slice(0, 2), ["kind get clusters --quiet", "docker container ls --all --format {{.Names}}"]);
    assert.deepEqual(
      parallel.toSorted(),
      [
        `kind create cluster --name pmp-xray --kubeconfig ${paths.kubeconfig} --wait 180s`,
        build,
        "docker image inspect --format {{.Id}} pmp-api:local",
        "docker image tag pmp-api:local pmp-api:abcdef012345",
        `docker pull --quiet ${EMULATOR_IMAGE}`,
        `docker image inspect --format {{json .RepoDigests}} ${EMULATOR_IMAGE}`,
      ].toSorted(),
    );
    assert.deepEqual(made.slice(8), [
      "kind load docker-image pmp-api:abcdef012345 --name pmp-xray",
      `docker run --detach --name pmp-xray-emulator --network kind --publish 127.0.0.1:${ports.emulator}:4566 ${pinned} ` +
        "--addr=0.0.0.0:4566 --region=us-east-1 --account-id=123456789012 --iam=soft --verify-sigv4 --log-level=info",
      "docker container inspect --format {{.NetworkSettings.Networks.kind.IPAddress}} pmp-xray-emulator",
    ]);
    assert.deepEqual(settings, {
      cluster: { oidcIssuer: "https://kubernetes.default.svc.cluster.local", kubeconfig: paths.kubeconfig },
      api: { image: { repository: "pmp-api", tag: "abcdef012345" } },
      agent: {
        image: {
          repository: "public.ecr.aws/aws-observability/aws-otel-collector",
          digest: AGENTS.otelCollector.digest,
        },
        endpoint: "http://172.18.0.3:4566",
        stsEndpoint: "http://172.18.0.3:4566",
      },
    });
    assert.equal(state.mode, "kind");
    assert.equal(state.access.emulatorUrl, `http://127.0.0.1:${ports.emulator}`);
    assert.ok(!existsSync(join(machine, "cache/tools")), "something was installed");

    const again = await start();
    assert.deepEqual(again.state, state);
    assert.deepEqual(calls(), [
      build,
      "docker image inspect --format {{.Id}} pmp-api:local",
      "docker image tag pmp-api:local pmp-api:abcdef012345",
      "kind load docker-image pmp-api:abcdef012345 --name pmp-xray",
    ]);

    await stop(quiet, new AbortController().signal);
    assert.deepEqual(calls(), [
      "kind get clusters --quiet",
      "docker container ls --all --format {{.Names}}",
      `kind delete cluster --name pmp-xray --kubeconfig ${paths.kubeconfig}`,
      "docker container rm --force --volumes pmp-xray-emulator",
    ]);
    assert.equal(existsSync(paths.root), false);
    assert.deepEqual([has("cluster"), has("container")], [false, false]);
  });

  it("pulls by the digest that was recorded at first, whatever the tag names later", async () => {
    await start();
    await stop(quiet, new AbortController().signal);
    calls();
    writeFileSync(join(machine, "digests"), `["ghcr.io/faiscadev/fakecloud@sha256:${"e".repeat(64)}"]`);
    await start();
    const made = calls();
    assert.ok(made.includes(`docker pull --quiet ${pinned}`));
    assert.ok(!made.some((line) => line.includes(EMULATOR_IMAGE)));
    assert.ok(made.some((line) => line.startsWith("docker run ") && line.includes(` ${pinned} `)));
  });

  it("takes a digest of the user's", async () => {
    const own = `registry.example.com/fakecloud@sha256:${"f".repeat(64)}`;
    await start(undefined, "--emulator-image", own);
    assert.ok(calls().some((line) => line.startsWith("docker run ") && line.includes(` ${own} `)));
  });

  it("ends what is in the making when one part fails, and leaves nothing", async () => {
    writeFileSync(join(machine, "create-hangs"), "");
    writeFileSync(join(machine, "build-fails"), "");
    await assert.rejects(start(), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /^docker build .* failed:\n {2}no space left on device$/);
      return true;
    });
    assert.deepEqual([has("cluster"), has("container")], [false, false]);
    assert.equal(existsSync(paths.root), false);
  });

  it("an interrupted start leaves nothing", async () => {
    writeFileSync(join(machine, "create-hangs"), "");
    const interrupt = new AbortController();
    const started = start(interrupt.signal);
    while (!has("cluster")) await sleep(10);
    interrupt.abort(new UsageError("interrupted"));
    await assert.rejects(started, /interrupted/);
    assert.deepEqual([has("cluster"), has("container")], [false, false]);
    assert.equal(existsSync(paths.root), false);
  });

  it("a start that was killed is cleaned up by npm stop", async () => {
    const { state } = await start();
    process.kill(state.supervisor.pid, "SIGKILL");
    while (isAlive(state)) await sleep(10);
    await stop(quiet, new AbortController().signal);
    assert.deepEqual([has("cluster"), has("container")], [false, false]);
  });

  it("leaves alone a cluster of that name that it did not make, and prints how to remove it", async () => {
    writeFileSync(join(machine, "cluster"), "");
    const error: unknown = await start().catch((reason: unknown) => reason);
    assert.ok(error instanceof UsageError);
    assert.ok(has("cluster"));
    assert.equal(readState(paths), undefined);
    const commands = error.message.split("\n").slice(1).join("\n");
    await execa("sh", ["-c", commands], { env: process.env });
    await start();
  });

  it("says at once that docker and kind are missing, too old or do not answer, each with its fix", async () => {
    process.env.PATH = "/missing";
    const found = await problems(start());
    assert.match(found, /docker is not on PATH: install Docker: https:\/\/docs\.docker\.com/);
    assert.match(
      found,
      /kind 0\.30\.0 or newer is not on PATH: install kind 0\.30 or newer: https:\/\/kind\.sigs\.k8s\.io/,
    );
    process.env.PATH = `${join(machine, "bin")}:/usr/bin:/bin`;
    writeFileSync(join(machine, "engine-down"), "");
    writeFileSync(join(machine, "kind-version"), "kind v0.22.0 go1.20.13 linux/amd64");
    const others = await problems(start());
    assert.match(
      others,
      /Docker's engine does not answer: Cannot connect to the Docker daemon: start it \(systemctl start docker/,
    );
    assert.match(others, /kind is 0\.22\.0, needed is 0\.30\.0 or newer: install kind/);
    assert.deepEqual(calls(), []);
  });

  it("refuses an image whose registry names no digest, and a damaged record", async () => {
    writeFileSync(join(machine, "digests"), "[]");
    await assert.rejects(
      start(),
      /has no digest of its registry .* --emulator-image ghcr\.io\/faiscadev\/fakecloud@sha256:…/,
    );
    const record = join(machine, "cache/image-digests.json");
    writeFileSync(record, "{");
    const error: unknown = await start().catch((reason: unknown) => reason);
    assert.ok(error instanceof UsageError);
    const [, command = ""] = /Delete it: (.*)$/.exec(error.message) ?? [];
    writeFileSync(join(machine, "digests"), `["${pinned}"]`);
    await execa("sh", ["-c", command]);
    await start();
  });
});

/** The problems of a start, one per line. */
async function problems(started: Promise<unknown>): Promise<string> {
  const error: unknown = await started.catch((reason: unknown) => reason);
  assert.ok(error instanceof PrerequisiteError);
  return error.problems.map(({ what, fix }) => `${what}: ${fix}`).join("\n");
}

/** Executables that answer as docker, kind and the tools do; files in the folder say what exists and what fails. */
async function standIns(machine: string): Promise<void> {
  const bin = join(machine, "bin");
  writeFileSync(join(machine, "digests"), `["${pinned}"]`);
  writeFileSync(join(machine, "kind-version"), "kind v0.31.0 go1.25.5 linux/amd64");
  writeFileSync(
    join(machine, "emulator.mjs"),
    `import { createServer } from "node:http";
    createServer((request, response) => response.writeHead(request.url === "/_fakecloud/health" ? 200 : 404).end())
      .listen(Number(process.argv[2]), "127.0.0.1");`,
  );
  const record = (name: string): string => `echo "${name} $*" >> "$STAND_IN/calls"`;
  await script(
    join(bin, "kind"),
    `${record("kind")}
    case "$1 $2" in
      "version ") cat "$STAND_IN/kind-version" ;;
      "get clusters") [ ! -e "$STAND_IN/cluster" ] || echo pmp-xray ;;
      "create cluster")
        touch "$STAND_IN/cluster"
        [ ! -e "$STAND_IN/create-hangs" ] || exec sleep 600 ;;
      "delete cluster") rm "$STAND_IN/cluster" ;;
      "load docker-image") [ -e "$STAND_IN/cluster" ] ;;
      *) exit 64 ;;
    esac`,
  );
  await script(
    join(bin, "docker"),
    `${record("docker")}
    case "$1 $2" in
      "version --format")
        if [ -e "$STAND_IN/engine-down" ]; then echo "Cannot connect to the Docker daemon" >&2; exit 1; fi
        echo 29.1.0 ;;
      "container ls") [ ! -e "$STAND_IN/container" ] || echo pmp-xray-emulator ;;
      "build --quiet")
        while [ -e "$STAND_IN/create-hangs" ] && [ ! -e "$STAND_IN/cluster" ]; do sleep 0.05; done
        if [ -e "$STAND_IN/build-fails" ]; then echo "no space left on device" >&2; exit 1; fi
        echo sha256:abcdef0123456789 ;;
      "image inspect")
        case "$4" in
          "{{.Id}}") echo sha256:abcdef0123456789 ;;
          *) cat "$STAND_IN/digests" ;;
        esac ;;
      "image tag" | "pull --quiet") ;;
      "run --detach")
        port=$(echo "$*" | sed -E 's/.*127\\.0\\.0\\.1:([0-9]+):4566.*/\\1/')
        "$STAND_IN_NODE" "$STAND_IN/emulator.mjs" "$port" > "$STAND_IN/emulator.log" 2>&1 &
        echo $! > "$STAND_IN/container" ;;
      "container inspect") echo 172.18.0.3 ;;
      "container rm") kill "$(cat "$STAND_IN/container")"; rm "$STAND_IN/container" ;;
      *) exit 64 ;;
    esac`,
  );
  await script(join(bin, "helm"), "echo v4.1.4");
  await script(join(bin, "pulumi"), "echo v3.255.0");
  await script(
    join(bin, "kubectl"),
    `case "$*" in
      "version --client") echo "Client Version: v1.36.0" ;;
      *"get --raw /.well-known/openid-configuration"*) echo '{"issuer":"https://kubernetes.default.svc.cluster.local"}' ;;
      *port-forward*) exec sleep 600 ;;
      *) exit 64 ;;
    esac`,
  );
}
