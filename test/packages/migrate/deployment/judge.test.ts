import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { judgeDeployment } from "../../../../packages/migrate/src/deployment/judge.ts";
import type { Skipped } from "../../../../packages/migrate/src/walk.ts";
import { fixtures, readTree } from "../support/fixtures.ts";

function judge(files: Readonly<Record<string, string>>) {
  const skipped: Skipped[] = [];
  const judged = judgeDeployment(
    Object.entries(files).map(([path, text]) => ({ path, text, mark: "" })),
    skipped,
  );
  return { judged, skipped, after: Object.fromEntries(judged.map(({ file, after }) => [file.path, after])) };
}

/** Every deployment file of every fixture, by its name in the fixture. */
const samples = fixtures().flatMap(({ before }) =>
  Object.entries(readTree(before)).filter(([path]) => !/\.[cm]?[jt]sx?$|package\.json$/.test(path)),
);

describe("rules over deployment files", () => {
  it("never fail on a file that somebody broke, and never make one unreadable", () => {
    const broken = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat(3000),
        fc.nat(200),
        fc.constantFrom("", " ", "\n", "- ", "{", "null", "&a *a", "\t"),
      )
      .map(([[path, text], at, length, put]): [string, string] => {
        const from = at % (text.length + 1);
        return [path, text.slice(0, from) + put + text.slice(from + length)];
      });
    fc.assert(
      fc.property(broken, ([path, text]) => {
        const { judged, after } = judge({ [path]: text });
        const unable = judged
          .flatMap(({ matches }) => matches)
          .filter(({ found }) => found.message.includes("by hand)"));
        assert.deepEqual(unable, []);
        const result = after[path];
        if (result === undefined || !/\.(?:ya?ml|json)$/.test(path)) return;
        assert.deepEqual(
          parseAllDocuments(result).flatMap(({ errors }) => errors),
          [],
        );
        // What was written is not found again.
        const again = judge({ [path]: result });
        assert.equal(again.after[path] ?? result, result);
      }),
      { numRuns: 200 },
    );
  });

  it("add a key behind one that has neither a value nor a colon", () => {
    const statement = {
      Sid: "xray",
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::222233334444:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: "KEY" },
    };
    const text = JSON.stringify({ Statement: [statement] }, undefined, 2).replace('"KEY"', '{ "a" }');
    assert.match(
      judge({ "trust.json": text }).after["trust.json"] ?? "",
      /\{ "a", "oidc[^"]*:aud": "sts\.amazonaws\.com" \}/,
    );
  });

  it("leave what an alias stands for elsewhere in the file to a person", () => {
    const text =
      "x-env: &env\n  - { name: AWS_XRAY_CONTEXT_MISSING, value: LOG_ERROR }\nservices:\n  a: { image: x, env: *env }\n";
    const { judged, after } = judge({ "compose.yaml": text });
    assert.deepEqual(after, { "compose.yaml": text });
    const [match] = judged.flatMap(({ matches }) => matches);
    assert.match(
      match?.found.message ?? "",
      /^AWS_XRAY_CONTEXT_MISSING=LOG_ERROR \(an edit would break the file: change it by hand\)$/,
    );
    assert.equal(match?.found.edits, undefined);
  });

  it("are not asked about saved runs of verify and doctor", () => {
    const run = { version: 1, command: "verify", target: { service: "api" } };
    const container = { containers: [{ name: "a", image: "amazon/aws-xray-daemon" }] };
    const saved = { ...run, facts: { pod: { known: true, value: { kind: "Pod", spec: container } } } };
    assert.deepEqual(judge({ "facts.json": JSON.stringify(saved) }).judged, []);
    assert.equal(judge({ "pod.json": JSON.stringify({ kind: "Pod", spec: container }) }).judged.length, 1);
  });

  it("leave every line that no edit is about as it is", () => {
    for (const [path, text] of samples) {
      const { after } = judge({ [path]: text });
      const result = after[path];
      if (result === undefined || path.endsWith(".json")) continue;
      const comments = (all: string): string[] => all.match(/(?:^|\s)#.*/g)?.map((one) => one.trim()) ?? [];
      const lost = comments(text).filter((comment) => !result.includes(comment));
      // The comment on a line that is taken out goes with it.
      assert.deepEqual(
        lost.filter((comment) => !/throws|Not needed|sidecar/.test(comment)),
        [],
        path,
      );
    }
  });

  it("keep the line breaks of Windows", () => {
    for (const [path, text] of samples) {
      const { after } = judge({ [path]: text.replaceAll("\n", "\r\n") });
      const result = after[path];
      if (result === undefined || /daemon-config|xray-config|cfg/.test(path)) continue;
      assert.equal(result.replaceAll("\r\n", "").includes("\n"), false, path);
    }
  });

  it("take out the last variables together with their list", () => {
    const text =
      "env:\n  - name: AWS_XRAY_CONTEXT_MISSING\n    value: LOG_ERROR\n  - name: AWS_XRAY_CONTEXT_MISSING\n    value: LOG_ERROR\nimage: a\n";
    assert.equal(judge({ "a.yaml": text }).after["a.yaml"], "image: a\n");
    const json =
      '{\n  "environment": [\n    { "name": "AWS_XRAY_CONTEXT_MISSING", "value": "a" },\n    { "name": "AWS_XRAY_CONTEXT_MISSING", "value": "b" }\n  ],\n  "image": "a"\n}\n';
    assert.equal(judge({ "a.json": json }).after["a.json"], '{\n  "image": "a"\n}\n');
  });

  it("skip what can't be read, and say why", () => {
    const { judged, skipped } = judge({
      "chart/templates/xray.yaml": "name: {{ .Values.name }}-xray\n",
      "broken.yaml": "a: xray\n b: [\n",
      "broken.json": '{ "xray": ',
      "workflow.yaml": "run: echo ${{ secrets.XRAY }}\n",
      "unrelated.yaml": "a: [\n",
    });
    assert.deepEqual(judged, []);
    assert.deepEqual(
      skipped.map(({ path }) => path),
      ["chart/templates/xray.yaml", "broken.yaml", "broken.json"],
    );
    assert.match(skipped[0]?.reason ?? "", /a template \(line 1 has \{\{ \}\}\)/);
    assert.match(skipped[1]?.reason ?? "", /no valid YAML/);
    assert.match(skipped[2]?.reason ?? "", /no valid JSON/);
  });

  it("find nothing in the chart's own deployments but the variable for other SDKs", () => {
    const golden = new URL("../../../charts/golden/prod-xrayDaemon-as-daemonset.yaml", import.meta.url);
    const { judged } = judge({ "golden.yaml": readFileSync(golden, "utf8") });
    assert.deepEqual(
      judged.flatMap(({ matches }) => matches.map(({ rule }) => rule.name)),
      ["context-missing-variable"],
    );
  });
});
