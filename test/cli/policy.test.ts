import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { deliveries, template } from "../charts/support/chart.ts";
import { KUBERNETES_POLICIES } from "../../policy/kubernetes/index.ts";
import { run } from "../../cli/program.ts";
import { answers, pmpXray, root, temporaryFolder, type Folder } from "./support/program.ts";

const GOOD = "test/policy/kubernetes/good.yaml";
const BAD = "test/policy/kubernetes/bad/no-host-ports.yaml";

const violation = z.strictObject({
  policy: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]),
  enforcement: z.enum(["mandatory", "advisory"]),
  file: z.string(),
  line: z.int().min(1),
  document: z.int().min(1),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  path: z.string().optional(),
  message: z.string(),
  fix: z.string(),
  docs: z.string(),
});
const reportSchema = z.strictObject({
  passed: z.boolean(),
  objects: z.int(),
  pods: z.int(),
  policies: z.int(),
  violations: z.array(violation),
  accepted: z.array(violation.extend({ reason: z.string(), expires: z.string() })),
  exceptionProblems: z.array(z.strictObject({ policy: z.string(), message: z.string() })),
});

/** The program in this process, which is much faster than one of its own for each question. */
async function here(line: string, { input = "", folder = root } = {}) {
  return await run(line.split(" "), { folder, env: {}, readInput: () => Promise.resolve(input) });
}

/** The report as a program reads it. */
async function report(line: string, code: 0 | 1, options?: Parameters<typeof here>[1]) {
  const { exitCode, output, errors } = await here(`policy ${line} --json`, options);
  assert.deepEqual([exitCode, errors], [code, ""], output);
  return reportSchema.parse(JSON.parse(output));
}

/** The program must refuse with exit code 2, nothing on standard output, and these lines. */
async function refuses(line: string, expected: RegExp, options?: Parameters<typeof here>[1]): Promise<void> {
  const { exitCode, output, errors } = await here(line, options);
  assert.deepEqual([exitCode, output], [2, ""], errors);
  assert.match(errors, expected);
}

describe("pmp-xray policy", function () {
  this.timeout(60_000);
  let folder: Folder;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => {
    folder.remove();
  });

  it("passes good objects, and says what it looked at", async () => {
    const policies = KUBERNETES_POLICIES.length;
    assert.equal(
      await answers(`policy -f ${GOOD}`, 0),
      `14 objects of 1 file, ${policies} policies: 0 violations that must be fixed, 0 that should be.\n`,
    );
  });

  it("names every violation at once: policy, file, line, document, object, path, what is wrong and the fix", async () => {
    const output = await answers(`policy -f ${GOOD} --file ${BAD}`, 1);
    assert.ok(
      output.includes(
        [
          "error no-host-ports (high): No container uses a host port.",
          `  ${BAD}:10 (document 1) DaemonSet tracing/xray-daemon spec.template.spec.containers[0].ports[0].hostPort`,
          '    Container "xray-daemon": ports[0].hostPort is 2000; allowed: 0, or not set.',
          "  Fix: Remove hostPort. To reach an agent on the same node, give it a Service with internalTrafficPolicy: Local.",
          "  More: docs/policies.md#no-host-ports",
        ].join("\n"),
      ),
      output,
    );
    for (const policy of [
      "drop-all-capabilities",
      "image-pinned",
      "network-policy-selects-pod",
      "probes",
      "run-as-non-root",
    ]) {
      assert.match(output, new RegExp(`^error ${policy} `, "m"));
    }
    assert.match(output, /^warning read-only-root-filesystem /m);
    assert.match(
      output,
      /\n15 objects of 2 files, \d+ policies: \d+ violations that must be fixed, 1 that should be\.\n$/,
    );
  });

  it("tells programs the same as JSON", async () => {
    const { passed, objects, violations } = await report(`-f ${GOOD} -f ${BAD}`, 1);
    assert.deepEqual([passed, objects], [false, 15]);
    assert.deepEqual(
      violations.filter(({ policy }) => policy === "no-host-ports"),
      [
        {
          policy: "no-host-ports",
          severity: "high",
          enforcement: "mandatory",
          file: BAD,
          line: 10,
          document: 1,
          kind: "DaemonSet",
          namespace: "tracing",
          name: "xray-daemon",
          path: "spec.template.spec.containers[0].ports[0].hostPort",
          message: 'Container "xray-daemon": ports[0].hostPort is 2000; allowed: 0, or not set.',
          fix: "Remove hostPort. To reach an agent on the same node, give it a Service with internalTrafficPolicy: Local.",
          docs: "docs/policies.md#no-host-ports",
        },
      ],
    );
    assert.ok(violations.every(({ file }) => file === BAD));
  });

  it("reads standard input, JSON, Lists and documents that are empty", async () => {
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } },
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } },
      ],
    };
    const input = `# nothing\n---\n---\n${JSON.stringify(list, undefined, 2)}\n`;
    const { objects, violations } = await report("-f -", 1, { input });
    assert.equal(objects, 2);
    assert.deepEqual(
      violations.map(({ file, document, line, kind, name }) => [file, document, line, kind, name]),
      [
        ["standard input", 2, 11, "Namespace", "a"],
        ["standard input", 2, 18, "Namespace", "a"],
      ],
    );
  });

  describe("configuration", () => {
    const check = async (config: unknown, code: 0 | 1) => {
      folder.write("policies.json", JSON.stringify(config));
      return report(`-f ${BAD} --config ${folder.path}/policies.json`, code);
    };

    it("sets levels and options; an advisory violation doesn't fail", async () => {
      const advisory = await check({ all: "advisory" }, 0);
      assert.deepEqual([advisory.passed, advisory.violations.length > 5], [true, true]);
      const none = await check({ all: "disabled", "no-host-ports": "mandatory" }, 1);
      assert.deepEqual([none.policies, none.violations.length], [1, 1]);
    });

    it("accepts a violation with a reason and a day to come, and shows it", async () => {
      const until = new Date(Date.now() + 100 * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
      const accept = (expires: string) => ({
        all: "disabled",
        "no-host-ports": {
          enforcementLevel: "mandatory",
          exceptions: [{ resource: "DaemonSet tracing/xray-daemon", reason: "older nodes, see OPS-7", expires }],
        },
      });
      const { accepted, violations } = await check(accept(until), 0);
      assert.deepEqual(violations, []);
      assert.deepEqual(
        accepted.map(({ policy, reason, expires }) => [policy, reason, expires]),
        [["no-host-ports", "older nodes, see OPS-7", until]],
      );
      const { output: text } = await here(`policy -f ${BAD} --config ${folder.path}/policies.json`);
      assert.match(text, /^info no-host-ports \(accepted\): /);
      assert.match(text, new RegExp(`^ {4}Accepted until ${until}: older nodes, see OPS-7$`, "m"));

      const expired = await check(accept("2020-01-01"), 1);
      assert.equal(expired.violations.length, 1);
      assert.match(expired.exceptionProblems[0]!.message, /expired on 2020-01-01/);
    });

    it("may be the one that the stack's pack gets: cloud policies in it are read, and no more", async () => {
      const known = await check({ all: "disabled", "xray-write-actions": "advisory", "no-host-ports": "mandatory" }, 1);
      assert.equal(known.policies, 1);
    });

    it("is refused with every mistake in it", async () => {
      const wrong = { "no-host-prots": "mandatory", "image-pinned": { requireDigest: "yes" }, probes: "strict" };
      folder.write("policies.json", JSON.stringify(wrong));
      const { exitCode, output, errors } = await here(`policy -f ${BAD} --config ${folder.path}/policies.json`);
      assert.deepEqual([exitCode, output], [2, ""]);
      for (const part of ["no-host-prots: ", "image-pinned.requireDigest: ", "probes: "]) {
        assert.ok(errors.includes(part), errors);
      }
      folder.write("policies.json", "[]");
      await refuses(
        `policy -f ${BAD} --config ${folder.path}/policies.json`,
        /must be an object with a member per policy/,
      );
      folder.write("policies.json", "{");
      await refuses(`policy -f ${BAD} --config ${folder.path}/policies.json`, /is neither JSON nor YAML/);
    });
  });

  it("exits 2 where nothing could be checked, and says why", async () => {
    await refuses("policy", /^Required option '-f, --file <FILE\.\.\.>' not specified\. See: pmp-xray policy --help$/m);
    await refuses(
      "policy rendered.yaml",
      /^Required option '-f, --file <FILE\.\.\.>' not specified\. See: pmp-xray policy --help$/m,
    );
    await refuses(
      "policy -f a.yaml --jsn",
      /^Unknown option '--jsn' \(did you mean --json\?\)\. See: pmp-xray policy --help$/m,
    );
    await refuses("policy -f - -f -", /^Standard input can be read once/);
    await refuses("policy -f nothing.yaml", /^nothing\.yaml can't be read: /);
    // A template that rendered to nothing would pass every policy.
    folder.write("empty.yaml", "# nothing\n---\n");
    await refuses("policy -f empty.yaml", /^empty\.yaml: no object of Kubernetes is in there\.$/m, {
      folder: folder.path,
    });
    folder.write(
      "broken.yaml",
      "apiVersion: v1\nkind: Pod\n---\nkind: [\n---\njust text\n---\nkind: Pod\nkind: Job\n---\na: 1\n",
    );
    const { exitCode, output, errors } = await here("policy -f broken.yaml", { folder: folder.path });
    assert.deepEqual([exitCode, output], [2, ""]);
    assert.match(errors, /^broken\.yaml, document 2: this is not YAML: /);
    assert.match(errors, /^broken\.yaml:6, document 3: this is not an object of Kubernetes: it is no object\.$/m);
    assert.match(errors, /^broken\.yaml, document 4: this is not YAML: Map keys must be unique/m);
    assert.match(
      errors,
      /^broken\.yaml:11, document 5: this is not an object of Kubernetes: it has no kind or no apiVersion\.$/m,
    );
  });

  describe("on the chart of this repository, with a registry of one's own", () => {
    const values = { global: { imageRegistry: "123456789012.dkr.ecr.us-east-1.amazonaws.com" } };
    for (const { title, options } of deliveries()) {
      it(`passes ${title}, helm test included`, async () => {
        const given = options.values as object;
        const { stdout } = await template({ ...options, values: { ...given, ...values } });
        const { passed, violations, objects } = await report("-f -", 0, { input: stdout });
        assert.deepEqual([passed, violations], [true, []]);
        assert.ok(objects >= 12, String(objects));
      });
    }
  });

  it("is in the help, and in the folder of no stack too", async () => {
    const { stdout } = await pmpXray(["policy", "--help"], { cwd: root });
    for (const option of ["-f, --file <FILE...>", "--config <FILE>", "--json"])
      assert.ok(stdout.includes(option), option);
    folder.write("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n");
    await answers("policy -f ns.yaml", 1, { cwd: folder.path });
    await answers("policy -f -", 0, { cwd: folder.path, input: readFileSync(join(root, GOOD), "utf8") });
  });
});
