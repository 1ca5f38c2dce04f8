import assert from "node:assert/strict";
import { migrated } from "./support/repository.ts";

const CAPTURE = 'import AWSXRay from "aws-xray-sdk";\nAWSXRay.capturePromise();\n';
/** A person decides about it. */
const MANUAL = 'import AWSXRay from "aws-xray-sdk";\nAWSXRay.enableManualMode();\nexport const trace = 1;\n';
const manifest = (name: string, more: object = {}, packages = ["aws-xray-sdk"]): string =>
  JSON.stringify({ name, ...more, dependencies: Object.fromEntries(packages.map((each) => [each, "3.0.0"])) }, null, 2);

describe("what is in one process with an entry point", () => {
  const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "a path of tsconfig.json": {
      "tsconfig.json": '{ "compilerOptions": { /* ours */ "baseUrl": ".", "paths": { "@lib/*": ["src/lib/*"] }, } }',
      "src/main.ts": `import "@lib/tracing";\n${CAPTURE}`,
      "src/lib/tracing.ts": MANUAL,
    },
    "a path of a tsconfig.json that another extends": {
      "config/base.json": "{}",
      "config/tsconfig.base.json": '{ "compilerOptions": { "paths": { "~": ["../app/lib/tracing.ts"] } } }',
      "app/tsconfig.json": '{ "extends": "../config/tsconfig.base" }',
      "app/main.ts": `import "~";\n${CAPTURE}`,
      "app/lib/tracing.ts": MANUAL,
    },
    "a path below baseUrl": {
      "tsconfig.json": '{ "compilerOptions": { "baseUrl": "src" } }',
      "src/main.ts": `import "lib/tracing";\n${CAPTURE}`,
      "src/lib/tracing/index.ts": MANUAL,
    },
    "an import of package.json": {
      "package.json": manifest("app", { imports: { "#lib/*": { default: "./lib/*.js" } } }),
      "main.js": `import "#lib/tracing";\n${CAPTURE}`,
      "lib/tracing.js": MANUAL,
    },
    "an alias of module-alias": {
      "package.json": manifest("app", { _moduleAliases: { "@lib": "lib" } }),
      "main.js": `import "@lib/tracing";\n${CAPTURE}`,
      "lib/tracing.js": MANUAL,
    },
    "an alias of a bundler, whose settings are not read": {
      "package.json": manifest("app"),
      "main.ts": `import "@/lib/tracing";\n${CAPTURE}`,
      "src/lib/tracing.ts": MANUAL,
    },
    "the built main file of a package of the repository": {
      "package.json": manifest("app"),
      "main.ts": `import "@own/trace";\n${CAPTURE}`,
      "trace/package.json": manifest("@own/trace", { main: "dist/start.js" }),
      "trace/src/start.ts": MANUAL,
    },
    "a built export of a package of the repository": {
      "package.json": manifest("app"),
      "main.ts": `import "@own/trace/help/all";\n${CAPTURE}`,
      "trace/package.json": manifest("@own/trace", {
        exports: { ".": "./dist/main.js", "./help/*": { types: "./dist/util/*.d.ts", import: "./dist/esm/util/*.js" } },
      }),
      "trace/src/util/all.ts": MANUAL,
    },
    "the only export of a package of the repository": {
      "package.json": manifest("app"),
      "main.ts": `import "@own/trace";\n${CAPTURE}`,
      "trace/package.json": manifest("@own/trace", {
        exports: { import: "./build/go.mjs", require: "./build/go.cjs" },
      }),
      "trace/src/go.mts": MANUAL,
    },
  };
  for (const [what, files] of Object.entries(forms)) {
    it(`${what} is`, async () => {
      const { after, units } = await migrated(files);
      assert.deepEqual(after, {}, "a process would have both SDKs");
      assert.ok(
        units.some(({ entries, blockedBy }) => entries.some((each) => /main\.[jt]s$/.test(each)) && blockedBy[0]),
      );
    });
  }

  it("scripts of TypeScript share no names", async () => {
    const script = 'const AWSXRay = require("aws-xray-sdk");\nAWSXRay.capturePromise();\nrun();\n';
    const moved = 'require("@pmp/tracing/register");\nrun();\n';
    assert.deepEqual((await migrated({ "a.ts": script, "b.ts": script })).after, { "a.ts": moved, "b.ts": moved });
  });

  it("code in a file of another language is named, and keeps its package", async () => {
    const files = { "a.vue": `<script>\n${CAPTURE}</script>\n`, "package.json": manifest("app") };
    const { changes, skipped, units } = await migrated(files);
    assert.deepEqual(changes, []);
    assert.deepEqual(skipped, [{ path: "a.vue", reason: "code in a file of another language: move it by hand" }]);
    assert.deepEqual(
      units.map(({ blockedBy }) => blockedBy),
      [["a.vue"]],
    );
  });

  it("a package that is installed is not, whatever files are called", async () => {
    const { after } = await migrated({
      "package.json": manifest("app", {}, ["aws-xray-sdk", "@shop/core"]),
      "main.js": `import "@shop/core/tracing";\nimport "node:util/tracing";\n${CAPTURE}`,
      "lib/tracing.js": MANUAL,
    });
    assert.ok(after["main.js"] !== undefined);
  });
});

describe("a deployment file of several apps", () => {
  const apps = (second: string): Record<string, string> => ({
    "a/package.json": manifest("a"),
    "a/main.js": CAPTURE,
    "b/package.json": manifest("b"),
    "b/main.js": second,
  });
  const environment = "environment:\n      AWS_XRAY_CONTEXT_MISSING: LOG_ERROR\n      AWS_XRAY_LOG_LEVEL: debug\n";
  const service = (name: string): string => `  ${name}:\n    build: ./${name}\n    ${environment}`;
  const document = (name: string): string =>
    [
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: ${name}`,
      `      image: ${name}\n      env:\n        - name: AWS_XRAY_LOG_LEVEL\n          value: debug\n`,
    ].join("\n");
  const forms: Readonly<Record<string, string>> = {
    "docker-compose.yml": `services:\n${service("a")}${service("b")}`,
    "pods.yaml": [document("a"), document("b")].join("---\n"),
  };
  for (const [path, text] of Object.entries(forms)) {
    it(`${path} waits as a whole until each of them is migrated`, async () => {
      const { after, units } = await migrated({ ...apps(MANUAL), [path]: text });
      assert.deepEqual(Object.keys(after).sort(), ["a/main.js", "a/package.json"]);
      assert.deepEqual(units.find(({ entries }) => entries.includes(path))?.blockedBy, ["b/main.js"]);
      const { after: all } = await migrated({ ...apps(CAPTURE), [path]: text });
      assert.doesNotMatch(all[path] ?? "AWS_XRAY", /AWS_XRAY/);
    });

    it(`${path} in the folder of one of them waits for that one only`, async () => {
      const files = { ...apps(MANUAL), [`a/${path}`]: text, [`b/${path}`]: text };
      const { after } = await migrated(files);
      assert.deepEqual(Object.keys(after).sort(), ["a/main.js", "a/package.json", `a/${path}`].sort());
    });
  }
});

describe("packages in package.json", () => {
  const dependencies = (text: string | undefined): string[] =>
    Object.keys((JSON.parse(text ?? "{}") as { dependencies?: object }).dependencies ?? {});

  it("of the SDK that no code imports are found: the last step of a migration by hand", async () => {
    const { findings, after } = await migrated({
      "package.json": manifest("app", {}, ["aws-xray-sdk-core", "express"]),
      "main.js": 'import "@pmp/tracing/register";\n',
    });
    assert.deepEqual(
      findings.map(({ path, line, level, rule, message }) => `${path}:${line} ${level} ${rule.name}: ${message}`),
      ["package.json:4 edit xray-package: aws-xray-sdk-core is in package.json, and no code imports it"],
    );
    assert.deepEqual(dependencies(after["package.json"]), ["@opentelemetry/api", "@pmp/tracing", "express"]);
  });

  it("stay where a file that could not be read may import them", async () => {
    const files = {
      "package.json": manifest("app"),
      "main.js": "const = 1; // aws-xray\n",
      "b.js": `/*${" ".repeat(1_048_576)}*/`,
    };
    const { findings, changes } = await migrated(files);
    assert.deepEqual(changes, []);
    assert.deepEqual(
      findings.map(({ level, message }) => `${level} ${message}`),
      ["say aws-xray-sdk is in package.json, and no code imports it; b.js, which could not be read, may do so"],
    );
  });

  it("at the top of a workspace stay while a package below uses them without naming them", async () => {
    const files = {
      "package.json": manifest("top"),
      "a/package.json": '{ "name": "a" }\n',
      "a/main.js": CAPTURE,
      "b/package.json": '{ "name": "b" }\n',
      "b/main.js": MANUAL,
    };
    const { after } = await migrated(files);
    assert.deepEqual(Object.keys(after).sort(), ["a/main.js", "a/package.json"]);
    assert.deepEqual(dependencies(after["a/package.json"]), ["@opentelemetry/api", "@pmp/tracing"]);
    const { after: all } = await migrated({ ...files, "b/main.js": CAPTURE });
    assert.deepEqual(dependencies(all["package.json"]), []);
  });

  it("get @pmp/tracing where an entry point has got its import and nothing else", async () => {
    const { after } = await migrated({
      "lib/package.json": manifest("lib", { main: "index.js" }),
      "lib/index.js": "export {};\n",
      "lib/trace.js": CAPTURE,
      "app/package.json": manifest("app", {}, ["lib"]),
      "app/main.js": 'import "lib/trace.js";\nrun();\n',
    });
    assert.match(after["app/main.js"] ?? "", /^import "@pmp\/tracing\/register";\n/);
    assert.deepEqual(dependencies(after["app/package.json"]), ["@opentelemetry/api", "@pmp/tracing", "lib"]);
    assert.deepEqual(dependencies(after["lib/package.json"]), []);
  });
});
