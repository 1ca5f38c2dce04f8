import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cargoStep, FAKECLOUD_VERSION } from "../../../../packages/tools/src/registries/cargo.ts";
import { contextFor, script, temporaryFolder } from "../support.ts";

/** A stand-in for cargo that writes its arguments and environment to a file and makes a program. */
async function fakeCargo(
  pkgConfig: string,
): Promise<{ readonly bin: string; readonly seen: string; readonly home: string }> {
  const root = await temporaryFolder();
  const bin = join(root, "bin");
  const seen = join(root, "seen");
  await script(
    join(bin, "cargo"),
    `{ echo "$@"; env; } > ${seen}
printf 'Updating index\\n    Building [=>   ] 123/657: serde, tokio\\r    Building [==>  ] 200/657: x\\r' >&2
while [ $# -gt 0 ]; do case "$1" in --root) mkdir -p "$2/bin"; echo x > "$2/bin/fakecloud";; esac; shift; done`,
  );
  await script(join(bin, "pkg-config"), pkgConfig);
  return { bin, seen, home: join(root, "home") };
}

describe("packages/tools/registries/cargo", () => {
  it("builds fakecloud from its lock file, in the cache, without debug information, and counts crates", async () => {
    const { bin, seen, home } = await fakeCargo("exit 0");
    const states: string[] = [];
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin`, CARGO_HOME: home }, states);
    await cargoStep().run(context);
    assert.equal((await context.store.find("fakecloud", FAKECLOUD_VERSION))?.source, "cargo");
    const [args, ...env] = (await readFile(seen, "utf8")).split("\n");
    assert.match(args!, /^install fakecloud --locked --version 0\.51\.0 --profile dev /);
    assert.ok(!args!.includes("vendored-openssl"));
    assert.ok(env.includes("CARGO_PROFILE_DEV_DEBUG=0"));
    assert.ok(env.includes(`CARGO_HOME=${join(context.buildDir, "home")}`), "the registry goes with the build folder");
    assert.ok(env.includes(`CARGO_TARGET_DIR=${join(context.buildDir, "target")}`));
    assert.deepEqual(states, ["123 of 657 crates", "200 of 657 crates"]);
  });

  it("compiles OpenSSL where the system has no headers of it", async () => {
    const { bin, seen } = await fakeCargo("exit 1");
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await cargoStep().run(context);
    assert.match(await readFile(seen, "utf8"), /--features vendored-openssl/);
  });

  it("keeps the user's own cargo configuration, such as a mirror", async () => {
    const { bin, seen, home } = await fakeCargo("exit 0");
    await script(join(home, "unrelated"), "");
    await writeFile(join(home, "config.toml"), "");
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin`, CARGO_HOME: home });
    await cargoStep().run(context);
    assert.ok((await readFile(seen, "utf8")).startsWith(`--config ${join(home, "config.toml")} install fakecloud`));
  });
});
