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

/** Images of agents, and the port that every one of them listens on for segments. */
const AGENT_IMAGE =
  /(?:^|\/)(?:aws-xray-daemon|xray-daemon|aws-otel-collector|cloudwatch-agent|opentelemetry-collector[\w-]*)(?::|@|$)/;
const AGENT_PORT = 2000;

/** Whether a container is the agent beside the API. */
export function isAgent({ image, definition }: Container): boolean {
  const ports = list(definition.portMappings).map((mapping) => record(mapping).containerPort);
  return AGENT_IMAGE.test(image) || ports.includes(AGENT_PORT);
}
