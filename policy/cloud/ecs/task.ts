import { json, list, record, text } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** One container of a task definition. */
export interface Container {
  /** Such as `containerDefinitions[1]`. */
  readonly path: string;
  readonly name: string;
  readonly image: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The containers of a task definition; undefined when its document isn't a JSON list. */
export function containers({ props }: Resource): Container[] | undefined {
  const document = json(props.containerDefinitions);
  if (!Array.isArray(document)) return undefined;
  return list(document).map((item, index) => {
    const definition = record(item);
    const path = `containerDefinitions[${index}]`;
    return { path, name: text(definition.name) ?? path, image: text(definition.image) ?? "", definition };
  });
}

/**
 * Images of agents by the last part of their name, which mirrors keep, sometimes with the rest of the name in it
 * (mirror/public-ecr-aws-xray-aws-xray-daemon); and the port that every one of them listens on for segments.
 */
const AGENT_IMAGE =
  /(?:^|[/_-])(?:aws-xray-daemon|xray-daemon|aws-otel-collector|cloudwatch-agent|opentelemetry-collector[\w-]*)(?::|@|$)/;
const AGENT_PORT = 2000;

/** Whether a container is the agent beside the API: by its image, its port, or what it is started with. */
export function isAgent({ image, definition }: Container): boolean {
  const ports = list(definition.portMappings).map((mapping) => record(mapping).containerPort);
  return (
    AGENT_IMAGE.test(image) ||
    ports.includes(AGENT_PORT) ||
    Object.hasOwn(environment(definition), "AOT_CONFIG_CONTENT") ||
    command(definition).some((word) => word.endsWith(`:${AGENT_PORT}`))
  );
}

/** Whether the container can be taken for the X-Ray daemon, which has options instead of a configuration. */
export function isDaemon({ image, definition }: Container): boolean {
  return (
    image.includes("xray-daemon") || command(definition).some((word) => /^(?:-b|-t|--bind|--bind-tcp)$/.test(word))
  );
}

/** Words of the command, which come after those of the image's entry point. */
export function command(definition: Readonly<Record<string, unknown>>): string[] {
  return list(definition.command).map(String);
}

/** The variables of a container by name. */
export function environment(definition: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const pairs = list(definition.environment).map((variable) => {
    const { name, value } = record(variable);
    return [text(name) ?? "", text(value) ?? ""] as const;
  });
  return Object.fromEntries(pairs);
}
