import { access, mkdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { commandNeed, opensslNeed, usesSystemOpenssl, versionNeed } from "../needs.ts";
import { run } from "../run.ts";
import type { Step, StepContext } from "../step.ts";

export const FAKECLOUD_VERSION = "0.51.0";

/** fakecloud, the AWS emulator, from its crate. It runs as a separate process; nothing of it is linked or copied. */
export function cargoStep(): Step {
  const rust = "install Rust 1.89 or newer with rustup: https://rustup.rs";
  return {
    id: "cargo",
    title: "compiling fakecloud",
    tools: ["fakecloud"],
    cpuMinutes: 13,
    peakGB: 4,
    keptGB: 0.35,
    memoryGB: 3.3,
    needs: [
      versionNeed("cargo", ["--version"], "1.89.0", rust),
      commandNeed("cc", "install a C compiler: apt-get install gcc libc6-dev"),
      opensslNeed,
    ],
    run: build,
  };
}

async function build({ buildDir, env, log, signal, store, task }: StepContext): Promise<void> {
  await mkdir(buildDir, { recursive: true });
  const args = ["install", "fakecloud", "--locked", "--version", FAKECLOUD_VERSION, "--profile", "dev"];
  args.push("--bin", "fakecloud", "--root", join(buildDir, "root"), "--force");
  if (!(await usesSystemOpenssl(env))) args.push("--features", "vendored-openssl");
  await run("cargo", [...(await userConfig(env)), ...args], {
    cwd: buildDir,
    env: cargoEnv(env, buildDir),
    log,
    signal,
    onLine: (line) => {
      const [, done, total] = /(\d+)\/(\d+)(?::|$)/.exec(line) ?? [];
      if (done !== undefined && total !== undefined) task.update(`${done} of ${total} crates`);
    },
  });
  await store.add("fakecloud", FAKECLOUD_VERSION, "cargo", (dir) =>
    rename(join(buildDir, "root/bin/fakecloud"), join(dir, "bin/fakecloud")),
  );
}

function cargoEnv(env: NodeJS.ProcessEnv, buildDir: string): NodeJS.ProcessEnv {
  return {
    ...env,
    CARGO_HOME: join(buildDir, "home"),
    CARGO_TARGET_DIR: join(buildDir, "target"),
    // Unoptimized: the emulator answers a few requests per second here, and an optimized build takes several times
    // longer.
    CARGO_INCREMENTAL: "0",
    CARGO_PROFILE_DEV_DEBUG: "0",
    CARGO_PROFILE_DEV_DEBUG_ASSERTIONS: "false",
    CARGO_PROFILE_DEV_OVERFLOW_CHECKS: "false",
    CARGO_PROFILE_DEV_CODEGEN_UNITS: "16",
    CARGO_PROFILE_DEV_STRIP: "symbols",
    // cargo counts crates only in its progress bar, which it hides unless stdout is a terminal.
    CARGO_TERM_PROGRESS_WHEN: "always",
    CARGO_TERM_PROGRESS_WIDTH: "100",
    CARGO_TERM_COLOR: "never",
  };
}

/** The user's cargo configuration (a mirror, a proxy) still counts although CARGO_HOME is another folder. */
async function userConfig(env: NodeJS.ProcessEnv): Promise<string[]> {
  const home = env.CARGO_HOME ?? join(homedir(), ".cargo");
  for (const name of ["config.toml", "config"]) {
    const path = join(home, name);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return ["--config", path];
  }
  return [];
}
