import { NotRead, type Sources } from "../../fact.ts";
import type { LogFact } from "./log.ts";
import type { EcsContainer } from "../ecs-task.ts";

const MINUTES = 30;
const LINES = 400;

/** The last lines that a container of ECS wrote to CloudWatch Logs. */
export async function readEcsLog(
  { aws, now }: Sources,
  container: EcsContainer | undefined,
): Promise<readonly LogFact[]> {
  if (container === undefined) throw new NotRead("failed", "the task has no such container");
  const { name, logGroup, logStreamPrefix } = container;
  if (logGroup === undefined) throw new NotRead("unsupported", `container ${name} does not log to CloudWatch Logs`);
  const { events = [] } = await (
    await aws("logs")
  ).filterLogEvents({
    logGroupName: logGroup,
    ...(logStreamPrefix !== undefined && { logStreamNamePrefix: `${logStreamPrefix}/${name}/` }),
    startTime: now() - MINUTES * 60_000,
    limit: LINES,
  });
  return [{ pod: name, lines: events.flatMap(({ message }) => message ?? []) }];
}
