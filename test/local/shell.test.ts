import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quote } from "../../local/shell.ts";

describe("local/shell", () => {
  it("leaves what needs no quotes as it is", () => {
    for (const text of ["/home/ada/.cache/pmp-xray/cluster", "http://127.0.0.1:3001/api", "a_b-c@d%e+f=g,h"]) {
      assert.equal(quote(text), text);
    }
  });

  it("gives a shell back any text, as one word", () => {
    const odd = "a '\"$`\\!*?~#&;|<>(){}[]\n\t-=ä";
    const texts = fc.sample(fc.string({ unit: fc.constantFrom(...Array.from(odd)), maxLength: 12 }), 200);
    const all = ["", "it's", "'", "a b", "$HOME", "-n", "~", "\n", ...texts];
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${all.map(quote).join(" ")}`], { encoding: "utf8" });
    assert.deepEqual(printed.split("\0").slice(0, -1), all);
  });
});
