import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { digestProblem } from "../../../components/ecs/registry-digest.ts";

const PROGRAM = join(import.meta.dirname, "../../../components/ecs/check-digests.ts");
const indexFor = (...architectures: string[]) =>
  JSON.stringify({
    schemaVersion: 2,
    manifests: architectures.map((architecture) => ({ platform: { os: "linux", architecture } })),
  });
const digestOf = (body: string) => `sha256:${createHash("sha256").update(body).digest("hex")}`;

/** A registry that wants a token, as public ones do. */
describe("ECS: the agents' pinned digests", () => {
  const BOTH = indexFor("amd64", "arm64");
  const tags: Record<string, string> = { "3.7.0": BOTH, "amd64-only": indexFor("amd64") };
  let server: Server;
  let registry: string;
  before(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", registry);
      if (pathname === "/token") {
        response.end(JSON.stringify({ token: `for ${searchParams.get("scope") ?? ""}` }));
        return;
      }
      const [, repository, tag = ""] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
      const scope = `repository:${repository ?? ""}:pull`;
      if (request.headers.authorization !== `Bearer for ${scope}`) {
        const challenge = `Bearer realm="${registry}/token",service="registry",scope="${scope}"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
        return;
      }
      const body = (request.headers.accept ?? "").includes("index.v1+json") ? tags[tag] : undefined;
      // A header may say anything.
      response.writeHead(body === undefined ? 404 : 200, { "docker-content-digest": digestOf(BOTH) }).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    registry = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const pinned = (tag: string, digest: string) => ({ repository: "xray/aws-xray-daemon", tag, digest });

  it("are what the registry has under the version, for both platforms", async () => {
    assert.equal(await digestProblem(registry, pinned("3.7.0", digestOf(BOTH))), undefined);
  });

  it("are reported with both digests when the tag is another image, whatever the header says", async () => {
    const other = indexFor("amd64");
    assert.equal(
      await digestProblem(registry, pinned("amd64-only", digestOf(BOTH))),
      `the registry has ${digestOf(other)} under amd64-only, pinned is ${digestOf(BOTH)}`,
    );
    assert.equal(
      await digestProblem(registry, pinned("amd64-only", digestOf(other))),
      "the pinned image is not for linux/arm64",
    );
  });

  it("are not compared where the registry has no such tag, or can't be reached", async () => {
    await assert.rejects(digestProblem(registry, pinned("9", digestOf(BOTH))), /manifests\/9 answered 404$/);
    await assert.rejects(
      digestProblem("http://127.0.0.1:1", pinned("9", "")),
      /^Error: http:\/\/127\.0\.0\.1:1\/v2\/.* can't be reached: /,
    );
  });

  const run = (url: string) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [PROGRAM, url], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it("end the command with 1 when one differs and with 2 when the registry can't say, and name the file", async () => {
    tags["v0.50.0"] = BOTH;
    const different = await run(registry);
    assert.equal(different.code, 1);
    assert.match(
      different.stdout,
      /^xrayDaemon {2}xray\/aws-xray-daemon:3\.7\.0 {2}the registry has sha256:\w{64} under 3\.7\.0, pinned is sha256:b6757629/m,
    );
    assert.match(different.stdout, /components\/ecs\/agent\.ts \(AGENTS\.otelCollector\)/);
    const away = await run("http://127.0.0.1:1");
    assert.equal(away.code, 2);
    assert.match(away.stderr, /^xrayDaemon .* not compared: .* can't be reached/m);
  });
});
