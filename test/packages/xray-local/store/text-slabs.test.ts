import assert from "node:assert/strict";
import { TextSlabs } from "../../../../packages/xray-local/src/store/text-slabs.ts";

const TEXT = "x".repeat(100_000);

describe("blocks of texts", () => {
  it("give back what was put in, texts larger than a block too", () => {
    const slabs = new TextSlabs();
    const texts = ["", "a", "ü語", TEXT, "y".repeat(600_000), "z"];
    const places = texts.map((text) => slabs.put(text));
    assert.deepEqual(
      places.map((place) => slabs.get(place)),
      texts,
    );
  });

  it("go when the last of their texts goes, and not before", () => {
    const slabs = new TextSlabs();
    const [one, two] = [slabs.put(TEXT), slabs.put(TEXT)];
    const third = slabs.put(TEXT);
    const full = slabs.bytes;
    slabs.remove(one);
    assert.equal(slabs.bytes, full);
    assert.equal(slabs.get(two), TEXT);
    slabs.remove(two);
    assert.equal(slabs.bytes, full / 2);
    assert.equal(slabs.get(third), TEXT);
  });

  it("take a fraction of the memory once they are packed", async () => {
    const slabs = new TextSlabs();
    const places = Array.from({ length: 30 }, (_, n) => slabs.put(`${n} ${TEXT}`));
    const before = slabs.bytes;
    for (let i = 0; i < 1_000 && slabs.bytes > before / 5; i++) await new Promise((done) => setTimeout(done, 5));
    assert.ok(slabs.bytes < before / 5, `${slabs.bytes} of ${before}`);
    assert.deepEqual(
      places.map((place) => slabs.get(place)),
      places.map((_, n) => `${n} ${TEXT}`),
    );
  });
});
