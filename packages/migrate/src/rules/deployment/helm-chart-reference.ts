import { endOf, mapsOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import type { DataRule } from "../../rule.ts";

const CHARTS: Readonly<Record<string, string>> = {
  "aws-xray": "okgolove's chart of the X-Ray daemon",
  "adot-exporter-for-eks-on-ec2": "AWS's chart of the ADOT collector",
  "aws-xray-daemon": "a chart of the X-Ray daemon",
};

export const helmChartReference: DataRule = {
  name: "helm-chart-reference",
  title: "release of another agent's chart",
  why: "Two agents side by side are two addresses: apps that still use the old one lose their traces when it goes.",
  fix:
    "Add a release of charts/pmp-xray with the converted values, move the apps' AWS_XRAY_DAEMON_ADDRESS to it, then take this " +
    "reference out.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const { node } of mapsOf(file)) {
      // Chart.yaml and helmfile have name or chart; Argo CD and Flux have chart beside a repository or a version.
      const isDependency = nodeAt(node, "repository") !== undefined && textAt(node, "name") !== undefined;
      const key = textAt(node, "chart") !== undefined ? "chart" : isDependency ? "name" : undefined;
      const value = key === undefined ? undefined : nodeAt(node, key);
      const chart = key === undefined ? "" : (textAt(node, key) ?? "");
      const what = CHARTS[chart.slice(chart.lastIndexOf("/") + 1)];
      if (value === undefined || what === undefined) continue;
      yield { start: startOf(value), end: endOf(value), message: `${chart}: ${what}` };
    }
  },
};
