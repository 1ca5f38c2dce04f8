import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry of OCI artefacts in memory: as much of the distribution specification as `helm push` and `helm pull` use. */
export class OciRegistry {
  private readonly blobs = new Map<string, Buffer>();
  private readonly manifests = new Map<string, { type: string; body: Buffer }>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, headers = {}, body }) => {
        response.writeHead(status, headers);
        response.end(request.method === "HEAD" ? undefined : body);
      });
    });
  }

  /** Starts on a free port of the loopback address; returns host and port. */
  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Names of what was pushed: `charts/pmp-xray:0.4.0`. */
  get references(): readonly string[] {
    return [...this.manifests.keys()].filter((name) => !name.includes("sha256"));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://registry");
    const body = await read(request);
    const [, name = "", kind = "", reference = ""] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/([^/]*)$/.exec(pathname) ?? [];
    if (pathname === "/v2/") return { status: 200 };
    if (kind === "blobs/uploads") {
      const digest = searchParams.get("digest");
      if (digest === null) return { status: 202, headers: { location: `/v2/${name}/blobs/uploads/${randomUUID()}` } };
      if (digest !== sha256(body)) return { status: 400 };
      this.blobs.set(digest, body);
      return { status: 201, headers: { location: `/v2/${name}/blobs/${digest}` } };
    }
    if (kind === "manifests" && request.method === "PUT") {
      const manifest = { type: request.headers["content-type"] ?? "", body };
      this.manifests.set(`${name}:${reference}`, manifest).set(`${name}:${sha256(body)}`, manifest);
      return { status: 201, headers: { "docker-content-digest": sha256(body) } };
    }
    const found = kind === "blobs" ? this.blob(reference) : this.manifests.get(`${name}:${reference}`);
    if (found === undefined) return { status: 404 };
    const headers = {
      "content-type": found.type,
      "content-length": String(found.body.length),
      "docker-content-digest": sha256(found.body),
    };
    return { status: 200, headers, body: found.body };
  }

  private blob(digest: string): { type: string; body: Buffer } | undefined {
    const body = this.blobs.get(digest);
    return body === undefined ? undefined : { type: "application/octet-stream", body };
  }
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sha256(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
