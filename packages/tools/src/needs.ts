import { findExecutable, pathDirs } from "./lookup.ts";
import { capture } from "./run.ts";
import type { Need } from "./step.ts";
import { findVersion, isInRange } from "./versions.ts";

/** A program that must be on PATH. */
export function commandNeed(command: string, fix: string): Need {
  return {
    async check(env) {
      const found = await findExecutable(command, pathDirs(env));
      return found === undefined ? { what: `${command} is not on PATH`, fix } : undefined;
    },
  };
}

/** A program that must be on PATH in at least the given version. */
export function versionNeed(command: string, args: readonly string[], from: string, fix: string): Need {
  return {
    async check(env) {
      const answer = await capture(command, args, { env });
      if (answer === undefined) return { what: `${command} ${from} or newer is not on PATH`, fix };
      const version = answer.ok ? findVersion(answer.output) : undefined;
      if (version !== undefined && isInRange(version, { from, below: "1000.0.0" })) return undefined;
      return { what: `${command} is ${version ?? "of an unknown version"}, needed is ${from} or newer`, fix };
    },
  };
}

/** Go as new as go.mod asks for; an older one does when it is allowed to fetch the newer toolchain as a module. */
export const goNeed: Need = {
  async check(env) {
    const fix = `install Go ${GO_VERSION} or newer: https://go.dev/doc/install`;
    const problem = await versionNeed("go", ["version"], GO_VERSION, fix).check(env);
    if (problem === undefined || (await versionNeed("go", ["version"], "1.21.0", fix).check(env)) !== undefined) {
      return problem;
    }
    const toolchain = await capture("go", ["env", "GOTOOLCHAIN"], { env });
    return toolchain?.output.trim() === "local" ? { ...problem, fix: `${fix}, or set GOTOOLCHAIN=auto` } : undefined;
  },
};

/** The `go` line of go/go.mod. */
const GO_VERSION = "1.26.0";

/**
 * fakecloud needs OpenSSL: the system's with its headers, or one compiled from source, which requires Perl and make.
 */
export const opensslNeed: Need = {
  async check(env) {
    if (await usesSystemOpenssl(env)) return undefined;
    const perl = await capture("perl", ["-MIPC::Cmd", "-MFindBin", "-e", "1"], { env });
    const make = await findExecutable("make", pathDirs(env));
    if (perl?.ok === true && make !== undefined) return undefined;
    return {
      what: "neither OpenSSL's headers nor Perl and make to compile it were found",
      fix: "apt-get install libssl-dev pkg-config, or apt-get install perl make",
    };
  },
};

export async function usesSystemOpenssl(env: NodeJS.ProcessEnv): Promise<boolean> {
  return (await capture("pkg-config", ["--exists", "openssl"], { env }))?.ok === true;
}
