import { defineFact, type Sources } from "../fact.ts";
import { isKubernetesError } from "../kubernetes/failure.ts";
import type { LogFact } from "./parts/log.ts";
import { PODS } from "./parts/kinds.ts";
import { ecsTask } from "./ecs-task.ts";
import { agentKind } from "./parts/agent-kind.ts";
import { readEcsLog } from "./parts/ecs-log.ts";
import { apiContainers, agentContainers, workload } from "./workload.ts";
import type { Pod } from "./parts/pod.ts";

const LOG_RIGHT = { verb: "get", group: PODS.group, resource: "pods/log" } as const;
const LINES = 400;
/** More pods say the same. */
const MOST_PODS = 5;

export const agentLog = defineFact({
  name: "agent-log",
  title: "log of the agent",
  iam: ["logs:FilterLogEvents"],
  kubernetes: [LOG_RIGHT],
  timeout: 15_000,
  read: async (sources): Promise<readonly LogFact[]> => {
    if (sources.target.platform === "ecs") {
      const { containers } = await sources.fact(ecsTask);
      return readEcsLog(
        sources,
        containers.find((container) => agentKind(container) !== undefined),
      );
    }
    return readLogs(sources, agentContainers(await sources.fact(workload)));
  },
});

export const apiLog = defineFact({
  name: "api-log",
  title: "log of the API, as far as it is about tracing",
  iam: ["logs:FilterLogEvents"],
  kubernetes: [LOG_RIGHT],
  timeout: 15_000,
  read: async (sources): Promise<readonly LogFact[]> => {
    const logs = await readApiLogs(sources);
    return logs.map(ofTracing);
  },
});

async function readApiLogs(sources: Sources): Promise<readonly LogFact[]> {
  if (sources.target.platform !== "ecs") return readLogs(sources, apiContainers(await sources.fact(workload)));
  const { containers } = await sources.fact(ecsTask);
  return readEcsLog(
    sources,
    containers.find((container) => agentKind(container) === undefined),
  );
}

/** Lines that begin with the time at which the kubelet read them. */
function linesOf(text: string, now: number): Required<Pick<LogFact, "lines" | "ages">> {
  const rows = text.split("\n").filter((line) => line.trim() !== "");
  return {
    lines: rows.map((row) => row.replace(TIMESTAMP, "")),
    ages: rows.map((row) => {
      const written = Date.parse(`${TIMESTAMP.exec(row)?.[1] ?? ""}Z`);
      return Number.isNaN(written) ? 0 : Math.max(0, Math.round((now - written) / 1000));
    }),
  };
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*Z /;

function ofTracing(log: LogFact): LogFact {
  const kept = log.lines
    .map((line, index) => ({ line, age: log.ages?.[index] }))
    .filter(({ line }) => isOfTracing(line));
  const ages = kept.flatMap(({ age }) => age ?? []);
  return { ...log, lines: kept.map(({ line }) => line), ...(log.ages !== undefined && { ages }) };
}

/** Requests and the application's own lines are nobody's business here. */
function isOfTracing(line: string): boolean {
  return /pmp-tracing|x-?ray|opentelemetry|otel|segment|sampling|TypeError/i.test(line);
}

async function readLogs(
  { kubernetes, now }: Sources,
  containers: readonly { readonly pod: Pod; readonly container: { readonly name: string } }[],
): Promise<readonly LogFact[]> {
  const running = containers.filter(({ pod }) => !pod.leaving).slice(0, MOST_PODS);
  return Promise.all(
    running.map(async ({ pod, container: { name: container } }) => {
      const text = await kubernetes
        .log({ namespace: pod.namespace, pod: pod.name, container }, LINES)
        .catch((error: unknown) => {
          // A container that has not started has no log.
          if (isKubernetesError(error) && error.reason === "BadRequest") return "";
          throw error;
        });
      return { pod: pod.name, ...(pod.node !== undefined && { node: pod.node }), ...linesOf(text, now()) };
    }),
  );
}
