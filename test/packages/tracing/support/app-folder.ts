import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const repository = join(import.meta.dirname, "../../../..");
const tracing = join(repository, "packages/tracing");

/** What an app of a user's has in its node_modules. */
const INSTALLED: Readonly<Record<string, string>> = {
  "@pmp/tracing": tracing,
  "@opentelemetry/api": join(tracing, "node_modules/@opentelemetry/api"),
  "@opentelemetry/sdk-trace": join(tracing, "node_modules/@opentelemetry/sdk-trace"),
  express: join(repository, "node_modules/express"),
  pg: join(repository, "node_modules/pg"),
  tsx: join(repository, "node_modules/tsx"),
};

/** A folder of its own for an app, as a user has it: its files, and what it has installed. */
export class AppFolder {
  readonly path = mkdtempSync(join(tmpdir(), "pmp-app-"));

  constructor() {
    for (const [name, source] of Object.entries(INSTALLED)) {
      const target = join(this.path, "node_modules", name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(source, target);
    }
  }

  /** Writes a file; returns its path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
