import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildImages, type ImageSources, type LocalImages } from "../../local/images.ts";
import { pauseImage } from "../../local/cluster/node-config.ts";
import { temporaryFolder } from "../packages/tools/support.ts";

/** A dynamically linked program that every Linux has; stands for Node, which has a hundred megabytes. */
const small = "/bin/cat";

describe("local/images", () => {
  let cache: string;
  let programs: string;
  let sources: ImageSources;
  let bundled: string;

  beforeEach(async () => {
    cache = await temporaryFolder();
    programs = await temporaryFolder();
    for (const name of ["pause", "coredns", "collector"]) writeFileSync(join(programs, name), `the ${name}`);
    bundled = "the api";
    sources = {
      pause: join(programs, "pause"),
      coredns: join(programs, "coredns"),
      collector: join(programs, "collector"),
      iptables: small,
      bundleApi(outfile) {
        writeFileSync(outfile, bundled);
        return Promise.resolve();
      },
    };
  });

  const build = (): Promise<LocalImages> => buildImages(cache, sources, small);
  const ref = ({ repository, tag }: { repository: string; tag: string }) => `${repository}:${tag}`;

  it("makes an archive for each image, under the reference that the cluster uses", async () => {
    const images = await build();
    assert.deepEqual(
      Object.keys(images.archives).sort(),
      [pauseImage, images.dns, ref(images.agent), ref(images.api), images.ecsHelper].sort(),
    );
    for (const [reference, archive] of Object.entries(images.archives)) {
      assert.ok(archive.startsWith(`${cache}/images/`));
      assert.ok(readFileSync(archive, "latin1").includes(JSON.stringify([reference])), reference);
    }
  });

  it("writes nothing a second time, and finds the same images", async () => {
    const first = await build();
    const times = () => Object.values(first.archives).map((archive) => statSync(archive).mtimeMs);
    const before = times();
    assert.deepEqual(await build(), first);
    assert.deepEqual(times(), before);
  });

  it("gives a changed program another tag, leaves the others alone, and drops the archive before", async () => {
    const first = await build();
    bundled = "another api";
    const second = await build();
    assert.notEqual(second.api.tag, first.api.tag);
    assert.deepEqual([second.agent, second.dns], [first.agent, first.dns]);
    assert.ok(!existsSync(first.archives[ref(first.api)]!));
    for (const archive of Object.values(second.archives)) assert.ok(existsSync(archive));
    const archives = readdirSync(join(cache, "images")).filter((name) => name.endsWith(".tar"));
    assert.deepEqual(
      archives.sort(),
      Object.values(second.archives)
        .map((archive) => basename(archive))
        .sort(),
    );
  });

  it("gives every image a numeric user that is not root, so that the kubelet can check it", async () => {
    for (const archive of Object.values((await build()).archives)) {
      const user = /"User":"(\d+):(\d+)"/.exec(readFileSync(archive, "latin1"));
      assert.ok(Number(user?.[1]) > 0 && Number(user?.[2]) > 0, archive);
    }
  });

  it("fails where the API can't be bundled, and leaves no archive of it", async () => {
    await assert.rejects(
      buildImages(cache, { ...sources, bundleApi: () => Promise.reject(new Error("no bundle")) }, small),
      /no bundle/,
    );
    assert.deepEqual(readdirSync(join(cache, "images")), []);
  });
});
