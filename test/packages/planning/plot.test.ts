import assert from "node:assert/strict";
import { plotHtml, plotSvg, plotTerminal } from "@pmp/planning";

const hourly = Array.from({ length: 24 }, (_, hour) => hour * 10);
const flat = Array<number>(24).fill(230);

describe("a plot of a day", () => {
  it("in the terminal rises from empty to full, with the top value, the hours and each total", () => {
    const lines = plotTerminal("Traces", [{ name: "rule", hourly }]).split("\n");
    assert.equal(lines[0], "Traces (per hour)");
    assert.match(lines[1]!, /^ {6}230 │ .*██$/);
    assert.match(lines[8]!, /^ {8}0 │/);
    assert.match(lines[10]!, /0 {11}6 {11}12 {10}18/);
    assert.equal(lines[11], "       2,760 a day  rule");
    // The bar of each hour is as high as its share of the top, in eighths of a line.
    const heights = Array.from({ length: 24 }, (_, hour) =>
      lines.slice(1, 9).reduce((sum, line) => sum + " ▁▂▃▄▅▆▇█".indexOf(line.padEnd(60)[11 + 2 * hour]!), 0),
    );
    assert.deepEqual(
      heights,
      hourly.map((value) => Math.round((value / 230) * 64)),
    );
  });

  it("in the terminal can be empty", () => {
    assert.match(plotTerminal("Nothing", [{ name: "rule", hourly: Array<number>(24).fill(0) }]), /0 a day {2}rule/);
  });

  it("as SVG has a bar for each hour and rule, stacked to the right height", () => {
    const svg = plotSvg("Traces", [
      { name: "one", hourly: flat },
      { name: "two", hourly },
    ]);
    const bars = [
      ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#\w+"><title>([^<]*)</g),
    ];
    assert.equal(bars.length, 48);
    const last = bars.slice(-2).map((bar) => ({ y: Number(bar[2]), height: Number(bar[3]), title: bar[4] }));
    assert.deepEqual(
      last.map(({ title }) => title),
      ["one, 23:00, 230", "two, 23:00, 230"],
    );
    // Both make half of the fullest hour: 244 units high, from 280 at the bottom up to 36.
    assert.deepEqual(
      last.map(({ y, height }) => [y, height]),
      [
        [158, 122],
        [36, 122],
      ],
    );
  });

  it("takes names that are markup as text", () => {
    const name = '<script>alert("1")</script> & co';
    for (const picture of [plotSvg(name, [{ name, hourly }]), plotHtml(name, [{ name, hourly }], [name])]) {
      assert.doesNotMatch(picture, /<script/);
      assert.match(picture, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; co/);
    }
  });

  it("as a page holds the picture and the lines", () => {
    const page = plotHtml("Traces", [{ name: "rule", hourly }], ["first", "second"]);
    assert.match(page, /^<!doctype html>[^]*<svg [^]*<\/svg>[^]*first\nsecond[^]*<\/html>\n$/);
  });
});
