import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { valuesTable, withTable } from "./readme.ts";
import { valuesSchema, type Renamed } from "./schema.ts";
import { stagePresets, withSampling } from "./stage-values.ts";
import { valueTypes } from "./types.ts";
import { leaves, readValuesFile } from "./values-file.ts";

export const chartDir = join(import.meta.dirname, "..", "pmp-xray");

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Every file of the chart that is written from another one, with the text it must have, formatted as the repository is. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const values = readValuesFile(readChartFile("values.yaml"));
  const schema = valuesSchema(values, JSON.parse(readChartFile("files/renamed.json")) as Renamed);
  const files: Readonly<Record<string, string>> = {
    "values.schema.json": JSON.stringify(schema, null, 2),
    "../../components/workload/chart-values.ts": await valueTypes(schema),
    "files/defaults.json": JSON.stringify(
      Object.fromEntries(leaves(values).map(({ path, defaultValue }) => [path.join("."), defaultValue])),
    ),
    "README.md": withTable(readChartFile("README.md"), valuesTable(values)),
    ...Object.fromEntries(
      Object.entries(stagePresets).map(([stage, preset]) => {
        const name = `values-${stage}.yaml`;
        return [name, withSampling(readChartFile(name), preset)];
      }),
    ),
  };
  return Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      const path = join(chartDir, name);
      return { path, text: await format(text, { ...(await resolveConfig(path)), filepath: path }) };
    }),
  );
}

function readChartFile(name: string): string {
  return readFileSync(join(chartDir, name), "utf8");
}
