import { definePlan } from "@pmp/model";
import { toFallbackFile } from "@pmp/planning";
import type { Preset } from "@pmp/planning";
import { stringify } from "yaml";

/** Each stage's values file and the preset of packages/planning that its fallback rules come from. */
export const stagePresets: Readonly<Record<string, Preset>> = {
  dev: "dev",
  staging: "staging",
  prod: "prod",
  local: "dev",
};

const mark = "# Below: written by `node charts/tooling/main.ts`";

/** A stage's values file with its sampling rules, which end the file, replaced by those of the plan. */
export function withSampling(text: string, preset: Preset): string {
  const own = text.slice(0, Math.max(text.indexOf(mark), 0)) || `${text.trimEnd()}\n\n`;
  const { SamplingRules: rules } = toFallbackFile(definePlan({ preset }));
  const comment = `${mark} from preset ${preset} of packages/planning.`;
  return `${own}${comment}\n${stringify({ sampling: { rules } }, { lineWidth: 0 })}`;
}
