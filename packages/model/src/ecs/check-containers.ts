import {
  forbidden,
  inRange,
  list,
  tree,
  wrong,
  type DefinitionProblem,
  type LaunchType,
  type Path,
  type Placed,
} from "./problem.ts";

/** What one container says of itself. */
export function containerProblems(container: Placed, launchType: LaunchType): DefinitionProblem[] {
  return [
    ...basics(container),
    ...timeouts(container, launchType),
    ...healthCheck(container),
    ...restartPolicy(container),
    ...ports(container),
    ...secrets(container),
    ...logs(container, launchType),
    ...(launchType === "FARGATE" ? notOnFargate(container) : []),
    ...notWithAwsvpc(container),
  ];
}

function basics({ path, definition }: Placed): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const { name, image } = definition;
  if (typeof name !== "string" || !/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
    const allowed = "a container's name: 1 to 255 letters, digits, - and _";
    problems.push(wrong([...path, "name"], name, allowed, "migrate"));
  }
  if (typeof image !== "string" || !/^[\w:@/.-]{1,255}$/.test(image)) {
    problems.push(
      wrong([...path, "image"], image, "an image with a tag or a digest", "registry.example.com/migrate:1.0.0"),
    );
  }
  return problems;
}

/** On Fargate the platform's own limit; on EC2 the agent's, which takes any. */
function timeouts({ path, definition }: Placed, launchType: LaunchType): DefinitionProblem[] {
  const most = launchType === "FARGATE" ? 120 : 86400;
  return [
    ...inRange([...path, "stopTimeout"], definition.stopTimeout, [2, most, "seconds"], 30),
    ...inRange([...path, "startTimeout"], definition.startTimeout, [2, most, "seconds"], 30),
  ];
}

function healthCheck({ path, definition }: Placed): DefinitionProblem[] {
  if (definition.healthCheck === undefined) return [];
  const at = [...path, "healthCheck"];
  const { command, interval, timeout, retries, startPeriod } = tree(definition.healthCheck);
  const [form] = list(command);
  const isRight = list(command).length > 1 && (form === "CMD" || form === "CMD-SHELL");
  return [
    ...(isRight
      ? []
      : [wrong([...at, "command"], command, 'a list that begins with "CMD" or "CMD-SHELL"', ["CMD", "/healthcheck"])]),
    ...inRange([...at, "interval"], interval, [5, 300, "seconds"], 30),
    ...inRange([...at, "timeout"], timeout, [2, 60, "seconds"], 5),
    ...inRange([...at, "retries"], retries, [1, 10, "times"], 3),
    ...inRange([...at, "startPeriod"], startPeriod, [0, 300, "seconds"], 10),
  ];
}

function restartPolicy({ path, definition }: Placed): DefinitionProblem[] {
  if (definition.restartPolicy === undefined) return [];
  const at = [...path, "restartPolicy"];
  const { enabled, restartAttemptPeriod, ignoredExitCodes } = tree(definition.restartPolicy);
  return [
    ...(typeof enabled === "boolean" ? [] : [wrong([...at, "enabled"], enabled, "true or false", true)]),
    ...inRange([...at, "restartAttemptPeriod"], restartAttemptPeriod, [60, 1800, "seconds"], 60),
    ...(list(ignoredExitCodes).length <= 50
      ? []
      : [forbidden([...at, "ignoredExitCodes"], ignoredExitCodes, "or at most 50 exit codes")]),
  ];
}

/** In awsvpc a port of the container is a port of the task's network interface. */
function ports({ path, definition }: Placed): DefinitionProblem[] {
  return list(definition.portMappings).flatMap((mapping, index) => {
    const at: Path = [...path, "portMappings", index];
    const { containerPort, hostPort, protocol } = tree(mapping);
    const differs = hostPort !== undefined && hostPort !== containerPort && hostPort !== 0;
    return [
      ...inRange([...at, "containerPort"], containerPort ?? null, [1, 65535, "port"], 8080),
      ...(differs
        ? [forbidden([...at, "hostPort"], hostPort, "or the containerPort, because the network mode is awsvpc")]
        : []),
      ...(protocol === undefined || protocol === "tcp" || protocol === "udp"
        ? []
        : [wrong([...at, "protocol"], protocol, '"tcp" or "udp"', "tcp")]),
    ];
  });
}

const SECRET = /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:.+|ssm:[a-z0-9-]+:\d{12}:parameter\/.+)$/;

function secrets({ path, definition }: Placed): DefinitionProblem[] {
  return list(definition.secrets).flatMap((secret, index) => {
    const { valueFrom } = tree(secret);
    if (typeof valueFrom === "string" && SECRET.test(valueFrom)) return [];
    const at = [...path, "secrets", index, "valueFrom"];
    const some = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pmp-api-AbCdEf";
    return [wrong(at, valueFrom, "the whole ARN of a secret or of an SSM parameter", some)];
  });
}

const FARGATE_LOG_DRIVERS = ["awslogs", "splunk", "awsfirelens"];

function logs({ path, definition }: Placed, launchType: LaunchType): DefinitionProblem[] {
  if (definition.logConfiguration === undefined) return [];
  const at = [...path, "logConfiguration"];
  const { logDriver, options } = tree(definition.logConfiguration);
  if (launchType === "FARGATE" && !FARGATE_LOG_DRIVERS.includes(String(logDriver))) {
    return [wrong([...at, "logDriver"], logDriver, `${FARGATE_LOG_DRIVERS.join(", ")}, on Fargate`, "awslogs")];
  }
  if (logDriver !== "awslogs") return [];
  const given = tree(options);
  const needed = {
    "awslogs-group": "/ecs/pmp-api/migrate",
    "awslogs-region": "us-east-1",
    ...(launchType === "FARGATE" && { "awslogs-stream-prefix": "pmp-api" }),
  };
  const missing = Object.entries(needed)
    .filter(([key]) => typeof given[key] !== "string" || given[key] === "")
    .map(([key, example]) => wrong([...at, "options", key], given[key], "a text, for the log driver awslogs", example));
  const { mode } = given;
  const wrongMode = mode !== undefined && mode !== "blocking" && mode !== "non-blocking";
  const buffer = given["max-buffer-size"];
  return [
    ...missing,
    ...(wrongMode ? [wrong([...at, "options", "mode"], mode, '"blocking" or "non-blocking"', "non-blocking")] : []),
    ...(buffer === undefined || (typeof buffer === "string" && /^\d+[kmg]?$/.test(buffer))
      ? []
      : [wrong([...at, "options", "max-buffer-size"], buffer, "a size like 25m", "25m")]),
    ...(buffer !== undefined && mode === "blocking"
      ? [forbidden([...at, "options", "max-buffer-size"], buffer, "with mode blocking")]
      : []),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const NOT_ON_FARGATE = ["dockerSecurityOptions", "disableNetworking"];
const LINUX_NOT_ON_FARGATE = ["devices", "sharedMemorySize", "maxSwap", "swappiness"];

function notOnFargate({ path, definition }: Placed): DefinitionProblem[] {
  const linux = tree(definition.linuxParameters);
  const why = "on Fargate";
  const added = list(tree(linux.capabilities).add);
  const capabilities = [...path, "linuxParameters", "capabilities", "add"];
  return [
    ...(definition.privileged === true ? [forbidden([...path, "privileged"], true, why)] : []),
    ...NOT_ON_FARGATE.filter((key) => isSet(definition[key])).map((key) =>
      forbidden([...path, key], definition[key], why),
    ),
    ...LINUX_NOT_ON_FARGATE.filter((key) => isSet(linux[key])).map((key) =>
      forbidden([...path, "linuxParameters", key], linux[key], why),
    ),
    ...(added.some((name) => name !== "SYS_PTRACE")
      ? [forbidden(capabilities, added, "or SYS_PTRACE, on Fargate")]
      : []),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const NOT_WITH_AWSVPC = ["links", "hostname", "dnsServers", "dnsSearchDomains", "extraHosts"];

function notWithAwsvpc({ path, definition }: Placed): DefinitionProblem[] {
  return NOT_WITH_AWSVPC.filter((key) => isSet(definition[key])).map((key) =>
    forbidden([...path, key], definition[key], "because the network mode is awsvpc"),
  );
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}
