import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Recorded } from "./recorded.ts";

const APPS = join(import.meta.dirname, "../apps");
const root = join(import.meta.dirname, "../../../..");

/** A small app as people write them: `apps/NAME/before`, with `app.json`. */
export interface App {
  readonly name: string;
  readonly before: string;
  /** Requests to make, if it can be run here; `otlp`: it sends by OTLP. */
  readonly run?: {
    readonly entry: string;
    readonly require?: string;
    readonly otlp?: true;
    readonly requests: readonly string[];
  };
  /** Rules that a person accepts. */
  readonly accept: readonly string[];
  /** What is left to a person: `path:line rule`. */
  readonly decide: readonly string[];
  /** Its types are checked after the migration. */
  readonly typed: boolean;
  /** What is recorded of its requests, before and, where that differs, after. */
  readonly traces: { readonly before: readonly Recorded[]; readonly after: readonly Recorded[] };
}

export function apps(): App[] {
  return readdirSync(APPS).map((name) => {
    const spec = JSON.parse(readFileSync(join(APPS, name, "app.json"), "utf8")) as Partial<App>;
    const file = join(APPS, name, "traces.json");
    const traces = existsSync(file)
      ? (JSON.parse(readFileSync(file, "utf8")) as { before: Recorded[]; after?: Recorded[] })
      : { before: [] };
    return {
      accept: [],
      decide: [],
      typed: false,
      ...spec,
      name,
      before: join(APPS, name, "before"),
      traces: { before: traces.before, after: traces.after ?? traces.before },
    };
  });
}

/** What apps have in node_modules. AWS's whole SDK is its core with the middleware of Express as `express`. */
const INSTALLED: Readonly<Record<string, string>> = {
  "@aws-sdk/client-xray": join(root, "node_modules/@aws-sdk/client-xray"),
  "@opentelemetry/api": join(root, "packages/tracing/node_modules/@opentelemetry/api"),
  "@pmp/tracing": join(root, "packages/tracing"),
  "@types/node": join(root, "node_modules/@types/node"),
  "aws-xray-sdk": join(import.meta.dirname, "aws-xray-sdk"),
  "aws-xray-sdk-core": join(root, "node_modules/aws-xray-sdk-core"),
  "aws-xray-sdk-express": join(root, "node_modules/aws-xray-sdk-express"),
  express: join(root, "node_modules/express"),
};

/** A copy of an app with its packages, to run and to migrate. */
export class AppCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "pmp-xray-migrate-"));

  /** @param packages of this app alone: name and folder; they go before those that every app has */
  constructor(app: App, packages: Readonly<Record<string, string>> = {}) {
    cpSync(app.before, this.folder, { recursive: true });
    for (const [name, source] of Object.entries({ ...INSTALLED, ...packages })) {
      const target = join(this.folder, "node_modules", name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(source, target);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
