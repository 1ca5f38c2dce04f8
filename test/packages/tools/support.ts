import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after } from "mocha";
import type { ProgressOutput } from "../../../packages/tools/src/progress.ts";
import type { Trim } from "../../../packages/tools/src/registries/go-trim.ts";
import type { StepContext } from "../../../packages/tools/src/step.ts";
import { Store } from "../../../packages/tools/src/store.ts";

const folders: string[] = [];

after(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder of the test's own, removed after the last test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pmp-xray-tools-"));
  folders.push(folder);
  return folder;
}

/** Writes an executable shell script. */
export async function script(path: string, body: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

/** Waits until a file is there with at least so many bytes. */
export async function untilSize(path: string, size: number): Promise<void> {
  while ((await stat(path).catch(() => ({ size: 0 }))).size < size) await sleep(5);
}

/** Collects what progress prints. */
export class Recorder implements ProgressOutput {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = "";

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

export interface TestServer {
  readonly url: string;
  /** The requests so far, as "GET /file" or "GET /file bytes=5-". */
  readonly requests: string[];
  close(): Promise<void>;
}

/** An HTTP server on a loopback port of its own. */
export async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push([request.method, request.url, request.headers.range].filter((part) => part !== undefined).join(" "));
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A folder that looks to `trimModule` like the module that the trim is for. */
export async function moduleFor(trim: Trim): Promise<string> {
  const dir = await temporaryFolder();
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { flag: "a", mode: 0o444 });
  };
  for (const path of trim.remove) await write(path, "package removed\n");
  const edited = new Set(trim.edits.map(({ file }) => file));
  for (const file of edited) {
    const texts = trim.edits.filter((edit) => edit.file === file).map(({ from }) => from);
    await write(file, ["package edited", ...texts, ""].join("\n"));
  }
  await write("kept/kept.go", "package kept\n");
  await write("kept/kept_test.go", "package kept\n");
  await write("testdata/large.json", "{}");
  return dir;
}

/** What a step gets, in a cache of its own; `states` collects what it says about its progress. */
export async function contextFor(env: NodeJS.ProcessEnv, states: string[] = []): Promise<StepContext> {
  const cache = await temporaryFolder();
  return {
    store: new Store(cache),
    buildDir: join(cache, "build", "step"),
    log: join(cache, "logs", "step.log"),
    env,
    signal: new AbortController().signal,
    task: { update: (state) => void states.push(state), done: () => undefined, fail: () => undefined },
  };
}
