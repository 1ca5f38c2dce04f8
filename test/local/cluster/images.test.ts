import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, type Header } from "tar-stream";
import { z } from "zod";
import {
  imageTag,
  ociArchitecture,
  sharedLibraries,
  writeImage,
  type ImageSpec,
} from "../../../local/cluster/images.ts";
import { setEnv } from "../../support/env.ts";
import { script, temporaryFolder } from "../../packages/tools/support.ts";

interface Entry {
  readonly header: Header;
  readonly data: Buffer;
}

async function entries(archive: Buffer): Promise<Entry[]> {
  const tar = extract();
  Readable.from([archive]).pipe(tar);
  const found: Entry[] = [];
  for await (const entry of tar) found.push({ header: entry.header, data: await buffer(entry) });
  return found;
}

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

const manifestSchema = z.tuple([
  z.strictObject({ Config: z.string(), RepoTags: z.array(z.string()), Layers: z.array(z.string()) }),
]);
const configSchema = z.strictObject({
  architecture: z.string(),
  os: z.string(),
  config: z.strictObject({
    Entrypoint: z.array(z.string()),
    User: z.string(),
    Env: z.array(z.string()),
    WorkingDir: z.string(),
  }),
  rootfs: z.strictObject({ type: z.string(), diff_ids: z.array(z.string()) }),
});

/** An archive taken apart as a container engine does, by its manifest. */
async function load(file: string) {
  const files = new Map((await entries(readFileSync(file))).map(({ header, data }) => [header.name, data]));
  const get = (name: string): Buffer => files.get(name) ?? assert.fail(`the archive has no ${name}`);
  const [manifest] = manifestSchema.parse(JSON.parse(get("manifest.json").toString()));
  return {
    manifest,
    configData: get(manifest.Config),
    config: configSchema.parse(JSON.parse(get(manifest.Config).toString())),
    layerData: manifest.Layers.map(get),
    layers: await Promise.all(manifest.Layers.map((name) => entries(get(name)))),
  };
}

describe("local/cluster/images", () => {
  const binary = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
  const longTarget = `/${"deep/".repeat(40)}file`;
  let dir: string;
  let spec: ImageSpec;

  before(async () => {
    dir = await temporaryFolder();
    writeFileSync(join(dir, "program"), binary);
    spec = {
      reference: "pmp-xray.local/thing:1",
      layers: [
        [{ source: join(dir, "program"), target: "/bin/program", mode: 0o755 }],
        [
          { content: "text ä", target: "/etc/text" },
          { content: "", target: longTarget },
        ],
      ],
      entrypoint: ["/bin/program", "--flag"],
      user: "10001:10001",
      env: ["A=b"],
    };
  });

  async function written(changed: Partial<ImageSpec> = {}) {
    const out = join(await temporaryFolder(), "image.tar");
    await writeImage({ ...spec, ...changed }, out);
    return out;
  }

  it("names the image, and finds configuration and layers by their digests", async () => {
    const { manifest, configData, layerData } = await load(await written());
    assert.deepEqual(manifest.RepoTags, ["pmp-xray.local/thing:1"]);
    assert.equal(manifest.Config, `${sha256(configData)}.json`);
    assert.deepEqual(
      manifest.Layers,
      layerData.map((data) => `${sha256(data)}/layer.tar`),
    );
  });

  it("says how the image runs, and the digest of each layer in order", async () => {
    const { config, layerData } = await load(await written());
    assert.deepEqual(config, {
      architecture: ociArchitecture(),
      os: "linux",
      config: {
        Entrypoint: ["/bin/program", "--flag"],
        User: "10001:10001",
        Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "A=b"],
        WorkingDir: "/",
      },
      rootfs: { type: "layers", diff_ids: layerData.map((data) => `sha256:${sha256(data)}`) },
    });
  });

  it("holds the files byte for byte, with mode, owned by root", async () => {
    const { layers } = await load(await written());
    const files = layers.map((layer) =>
      layer.map(({ header, data }) => ({ name: header.name, mode: header.mode, data })),
    );
    assert.deepEqual(files, [
      [{ name: "bin/program", mode: 0o755, data: binary }],
      [
        { name: "etc/text", mode: 0o644, data: Buffer.from("text ä") },
        { name: longTarget.slice(1), mode: 0o644, data: Buffer.alloc(0) },
      ],
    ]);
    for (const { header } of layers.flat()) {
      assert.deepEqual([header.uid, header.gid, header.mtime.getTime()], [0, 0, 0], header.name);
    }
  });

  it("writes the same bytes for the same content, whenever and from wherever it is read", async () => {
    const first = readFileSync(await written());
    const elsewhere = join(await temporaryFolder(), "other name");
    writeFileSync(elsewhere, binary, { mode: 0o700 });
    utimesSync(elsewhere, 1, 1);
    const again = await written({
      layers: [[{ source: elsewhere, target: "/bin/program", mode: 0o755 }], ...spec.layers.slice(1)],
    });
    assert.ok(readFileSync(again).equals(first));
  });

  it("leaves nothing but the archive, and no archive when a file is missing", async () => {
    const out = await written();
    assert.deepEqual(readdirSync(join(out, "..")), ["image.tar"]);
    const broken = join(await temporaryFolder(), "image.tar");
    const layers = [[{ source: join(dir, "missing"), target: "/missing" }]];
    await assert.rejects(writeImage({ ...spec, layers }, broken), /missing/);
    assert.deepEqual(readdirSync(join(broken, "..")), []);
  });

  it("tags by everything that decides what the image is", () => {
    const [program, texts] = spec.layers;
    const variants: Partial<ImageSpec>[] = [
      {},
      { entrypoint: ["/bin/program"] },
      { entrypoint: ["/bin/program --flag"] },
      { user: "0:0" },
      { env: ["A=c"] },
      { env: [] },
      { layers: [[...program!, ...texts!]] },
      { layers: [texts!, program!] },
      { layers: [program!] },
      { layers: [[{ ...program![0]!, mode: 0o700 }], texts!] },
      { layers: [[{ ...program![0]!, target: "/bin/other" }], texts!] },
      { layers: [[{ content: "other", target: "/bin/program", mode: 0o755 }], texts!] },
    ];
    const tags = variants.map((variant) => imageTag({ ...spec, ...variant }));
    assert.equal(new Set(tags).size, variants.length);
    // What the registries' reference grammar takes as a tag, and never one that means "latest".
    for (const tag of tags) assert.match(tag, /^[0-9a-f]{12}$/);
  });

  it("tags the same where only the way to say it differs", () => {
    const [program, texts] = spec.layers;
    const same = { ...spec, layers: [[{ content: "x", target: "/x" }], texts!] };
    const spelt = { ...spec, layers: [[{ content: "x", target: "/x", mode: 0o644 }], texts!] };
    assert.equal(imageTag(spelt), imageTag(same));
    assert.equal(imageTag({ ...spec, ...{ reference: "another:2" } }), imageTag(spec));
    assert.equal(imageTag({ ...spec, layers: [program!, texts!] }), imageTag(spec));
  });

  it("calls processors as OCI does", () => {
    assert.equal(ociArchitecture("x64"), "amd64");
    assert.equal(ociArchitecture("arm64"), "arm64");
  });

  describe("shared libraries", () => {
    let restore: () => void = () => undefined;

    afterEach(() => restore());

    /** Has `ldd` print `text` and end with `code`. */
    async function lddSays(text: string, code = 0): Promise<void> {
      const bin = await temporaryFolder();
      await script(join(bin, "ldd"), `cat <<'END'\n${text}\nEND\nexit ${code}`);
      restore = setEnv({ PATH: `${bin}:${process.env.PATH}` });
    }

    it("finds those of this Node, with the loader", async () => {
      const found = await sharedLibraries(process.execPath);
      for (const library of found) assert.ok(isAbsolute(library) && existsSync(library), library);
      assert.ok(found.some((library) => library.includes("/libc.so")));
      assert.ok(found.some((library) => library.includes("/ld-linux")));
    });

    it("reads each sort of line", async () => {
      await lddSays(
        [
          "\tlinux-vdso.so.1 (0x00007ffd)",
          "\tlibm.so.6 => /lib/libm.so.6 (0x00007f01)",
          "\tlibodd+name-1.so => /opt/odd/libodd+name-1.so (0x00007f02)",
          "\t/lib64/ld-linux-x86-64.so.2 (0x00007f03)",
        ].join("\n"),
      );
      assert.deepEqual(await sharedLibraries("/bin/any"), [
        "/lib/libm.so.6",
        "/opt/odd/libodd+name-1.so",
        "/lib64/ld-linux-x86-64.so.2",
      ]);
    });

    it("names a library that is not there", async () => {
      await lddSays(
        "\tlibm.so.6 => /lib/libm.so.6 (0x00007f01)\n\tlibgone.so.1 => not found\n\tlibtoo.so => not found",
      );
      await assert.rejects(sharedLibraries("/bin/any"), /^Error: \/bin\/any .*: libgone\.so\.1, libtoo\.so$/);
    });

    it("says when a program can't be looked into", async () => {
      await lddSays("not a dynamic executable", 1);
      await assert.rejects(sharedLibraries("/bin/any"), /ldd \/bin\/any ended with exit code 1/);
    });
  });
});
