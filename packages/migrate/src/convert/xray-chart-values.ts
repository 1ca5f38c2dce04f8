import { COMMON_NOTES, present, resourcesOf, roleOf, ValuesReader, type ConvertedValues } from "./values.ts";

/** Log levels of the X-Ray daemon, in the chart's words. */
const LEVELS: Readonly<Record<string, string>> = {
  dev: "debug",
  debug: "debug",
  info: "info",
  prod: "info",
  warn: "warn",
  error: "error",
};

/** Whether values are those of the chart okgolove/aws-xray. */
export function isXRayChartValues(values: Readonly<Record<string, unknown>>): boolean {
  const xray = new ValuesReader(values).map("xray");
  return xray !== undefined && ["region", "loglevel", "roleArn", "containerPort"].some((key) => key in xray);
}

/** Values of the chart okgolove/aws-xray as values of charts/pmp-xray, with the agent alone. */
export function fromXRayChart(given: Readonly<Record<string, unknown>>): ConvertedValues {
  const reader = new ValuesReader(given);
  const notes: string[] = [];
  const region = reader.text("xray.region");
  if (region === undefined)
    notes.push("region must be set: the chart has no default, so that no trace goes to another region.");
  const level = reader.text("xray.loglevel");
  const { roleArn, others } = roleOf(reader.map("serviceAccount.annotations"));
  if (others.length > 0) notes.push(`Annotations of the service account are not taken over: ${others.join(", ")}.`);
  const pullSecret = reader.text("image.pullSecrets");
  const image = reader.text("image.repository")?.replace(/:[^/:]+$/, "");
  const tag = reader.text("image.tag");
  const isOwnImage = image !== undefined && !/(?:^|\/)(?:xray|amazon|okgolove)\/aws-xray(?:-daemon)?$/.test(image);
  if (isOwnImage)
    notes.push(`The image is ${image}: pin the version that the chart pins, 3.6.6, if your registry has it.`);
  const port = [reader.text("service.port"), reader.text("xray.containerPort")].find(
    (one) => one !== undefined && one !== "2000",
  );
  if (port !== undefined) notes.push(`The agent's port is 2000, not ${port}.`);
  // These have no effect on what is converted.
  for (const path of [
    "serviceAccount.create",
    "serviceAccount.name",
    "rbac.create",
    "nameOverride",
    "fullnameOverride",
  ])
    reader.get(path);
  const values = present({
    region,
    api: { enabled: false },
    imagePullSecrets: pullSecret === undefined ? undefined : [{ name: pullSecret }],
    agent: {
      kind: "xrayDaemon",
      image: isOwnImage ? { repository: image, tag } : undefined,
      imagePullPolicy: reader.text("image.pullPolicy"),
      identity: { roleArn },
      assumeRoleArn: reader.text("xray.roleArn"),
      logLevel: level === undefined ? undefined : (LEVELS[level] ?? "info"),
      resources: resourcesOf(reader.map("resources"), notes),
      nodeSelector: reader.map("nodeSelector"),
      tolerations: reader.list("tolerations"),
      podAnnotations: reader.map("podAnnotations"),
      podLabels: reader.map("podLabels"),
    },
  });
  const rest = reader.rest();
  if (rest.length > 0) notes.push(`No value of this chart is like ${rest.join(", ")}.`);
  return { values, notes: [...notes, ...COMMON_NOTES] };
}
