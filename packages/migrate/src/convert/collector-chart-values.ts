import { isObject } from "./sdk-rules.ts";
import { COMMON_NOTES, present, resourcesOf, roleOf, ValuesReader, type ConvertedValues } from "./values.ts";

/** Whether values are those of AWS's chart adot-exporter-for-eks-on-ec2. */
export function isAdotChartValues(values: Readonly<Record<string, unknown>>): boolean {
  return isObject(values.adotCollector);
}

/** Whether values are those of the chart opentelemetry-collector, with an exporter to X-Ray. */
export function isCollectorChartValues(values: Readonly<Record<string, unknown>>): boolean {
  const exporters = new ValuesReader(values).map("config.exporters");
  // An exporter without settings is null.
  return exporters !== undefined && Object.keys(exporters).some((name) => /^awsxray(?:\/|$)/.test(name));
}

/** Values of AWS's chart adot-exporter-for-eks-on-ec2 as values of charts/pmp-xray, with the collector as agent. */
export function fromAdotChart(given: Readonly<Record<string, unknown>>): ConvertedValues {
  const reader = new ValuesReader(given);
  const notes = [
    "Only X-Ray is converted: the metrics and logs that the old chart collects (Container Insights, Prometheus, Fluent Bit) stay with it.",
  ];
  const region = reader.text("awsRegion");
  if (region === undefined)
    notes.push("region must be set: the chart has no default, so that no trace goes to another region.");
  const account =
    reader.map("adotCollector.daemonSet.serviceAccount.annotations") ?? reader.map("serviceAccount.annotations");
  const sidecar = reader.map("adotCollector.sidecar");
  if (sidecar?.enabled === true)
    notes.push("adotCollector.sidecar: for Fargate set agent.mode sidecar, which adds the agent to the API's pods.");
  const values = present({
    region,
    api: { enabled: false },
    agent: {
      kind: "otelCollector",
      identity: { roleArn: roleOf(account).roleArn },
      imagePullPolicy: reader.text("adotCollector.image.daemonSetPullPolicy"),
      resources: resourcesOf(reader.map("adotCollector.daemonSet.resources"), notes),
      nodeSelector: reader.map("adotCollector.daemonSet.nodeSelector"),
      tolerations: reader.list("adotCollector.daemonSet.tolerations"),
    },
  });
  return { values, notes: [...notes, ...COMMON_NOTES] };
}

/** Values of the chart opentelemetry-collector as values of charts/pmp-xray, with the collector as agent. */
export function fromCollectorChart(given: Readonly<Record<string, unknown>>): ConvertedValues {
  const reader = new ValuesReader(given);
  const notes: string[] = [];
  const exporters = reader.map("config.exporters") ?? {};
  const name = Object.keys(exporters).find((key) => /^awsxray(?:\/|$)/.test(key)) ?? "awsxray";
  const exporter = new ValuesReader(exporters[name]);
  const region = exporter.text("region");
  const isFixed = region !== undefined && !region.includes("$");
  if (!isFixed) notes.push("region must be set: the chart has no default, so that no trace goes to another region.");
  const others = Object.keys(exporters).filter((key) => key !== name && !/^(?:debug|logging)$/.test(key));
  if (others.length > 0)
    notes.push(`The agent sends to X-Ray only: keep a collector of your own for ${others.join(", ")}.`);
  const receivers = Object.keys(reader.map("config.receivers") ?? {}).filter((key) => !/^(?:otlp|awsxray)$/.test(key));
  if (receivers.length > 0) notes.push(`The agent takes segments and OTLP only: not ${receivers.join(", ")}.`);
  const processors = Object.keys(reader.map("config.processors") ?? {}).filter(
    (key) => !/^(?:batch|memory_limiter)$/.test(key),
  );
  if (processors.length > 0) notes.push(`No processor of this chart is like ${processors.join(", ")}.`);
  if (exporter.get("index_all_attributes") === true) {
    notes.push(
      "index_all_attributes: name the attributes in agent.indexedAttributes; a trace has at most 50 annotations.",
    );
  }
  const mode = reader.text("mode");
  if (mode === "deployment" || mode === "statefulset")
    notes.push(`mode ${mode}: the agent runs on each node, and traffic stays on it.`);
  const { roleArn, others: annotations } = roleOf(reader.map("serviceAccount.annotations"));
  if (annotations.length > 0)
    notes.push(`Annotations of the service account are not taken over: ${annotations.join(", ")}.`);
  const attributes = exporter.list("indexed_attributes")?.filter((one) => typeof one === "string");
  const endpoint = exporter.text("endpoint");
  const values = present({
    region: isFixed ? region : undefined,
    api: { enabled: false },
    imagePullSecrets: reader.list("imagePullSecrets"),
    agent: {
      kind: "otelCollector",
      imagePullPolicy: reader.text("image.pullPolicy"),
      endpoint: endpoint !== undefined && /^https?:\/\//.test(endpoint) ? endpoint : undefined,
      identity: { roleArn },
      assumeRoleArn: exporter.text("role_arn"),
      indexedAttributes: attributes?.slice(0, 50),
      resources: resourcesOf(reader.map("resources"), notes),
      nodeSelector: reader.map("nodeSelector"),
      tolerations: reader.list("tolerations"),
      podAnnotations: reader.map("podAnnotations"),
      podLabels: reader.map("podLabels"),
    },
  });
  for (const path of [
    "image.repository",
    "image.tag",
    "command",
    "config",
    "serviceAccount",
    "nameOverride",
    "fullnameOverride",
  ])
    reader.get(path);
  const rest = reader.rest();
  if (rest.length > 0) notes.push(`No value of this chart is like ${rest.join(", ")}.`);
  return { values, notes: [...notes, ...COMMON_NOTES] };
}
