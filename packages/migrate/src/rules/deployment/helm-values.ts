import { isMap, stringify } from "yaml";
import {
  fromAdotChart,
  fromCollectorChart,
  isAdotChartValues,
  isCollectorChartValues,
} from "../../convert/collector-chart-values.ts";
import { isObject } from "../../convert/sdk-rules.ts";
import type { ConvertedValues } from "../../convert/values.ts";
import { fromXRayChart, isXRayChartValues } from "../../convert/xray-chart-values.ts";
import { startOf, textAt } from "../../deployment/nodes.ts";
import type { DataRule } from "../../rule.ts";

interface Source {
  readonly chart: string;
  readonly is: (values: Readonly<Record<string, unknown>>) => boolean;
  readonly convert: (values: Readonly<Record<string, unknown>>) => ConvertedValues;
}

const SOURCES: readonly Source[] = [
  { chart: "okgolove/aws-xray", is: isXRayChartValues, convert: fromXRayChart },
  { chart: "adot-exporter-for-eks-on-ec2", is: isAdotChartValues, convert: fromAdotChart },
  { chart: "opentelemetry-collector", is: isCollectorChartValues, convert: fromCollectorChart },
];

export const helmValues: DataRule = {
  name: "helm-values",
  title: "Helm values of another agent's chart",
  why:
    "The chart okgolove/aws-xray runs the daemon on the host's network with an image of 2021; collector charts leave the sampling port, Pod " +
    "Security and the network policy to you.",
  fix:
    "Values for charts/pmp-xray are written beside the file, as NAME.pmp-xray.yaml; the file itself stays, since the old release still runs. " +
    "Install the new release, point the apps to it, then uninstall the old one and delete its values.",
  level: "edit",
  reads: "data",
  *find(file, repository) {
    const root = file.documents[0]?.contents;
    if (
      file.format !== "yaml" ||
      file.documents.length !== 1 ||
      !isMap(root) ||
      textAt(root, "apiVersion") !== undefined
    )
      return;
    const given: unknown = root.toJSON();
    const path = file.path.replace(/\.ya?ml$/, ".pmp-xray.yaml");
    const source = isObject(given) ? SOURCES.find(({ is }) => is(given)) : undefined;
    if (source === undefined || !isObject(given) || repository.has(path)) return;
    const { values, notes } = source.convert(given);
    const head = [
      `# Values for charts/pmp-xray, made from ${file.path} (${source.chart}) by pmp-xray migrate.`,
      ...notes.map((note) => `# - ${note}`),
    ];
    yield {
      start: startOf(root),
      end: startOf(root),
      message: `values of ${source.chart}`,
      edits: [],
      creates: [{ path, text: `${head.join("\n")}\n${stringify(values, { lineWidth: 0 })}` }],
      note: `${notes.length} points that need a person are at the head of ${path}`,
    };
  },
};
