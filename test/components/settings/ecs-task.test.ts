import assert from "node:assert/strict";
import { checkSettings } from "../../../components/settings/load.ts";
import { SettingsError } from "../../../components/settings/problems.ts";
import { stackConfig, type Overrides } from "../../../offline/stack-config.ts";
import { PulumiConfig } from "../../packages/model/support/pulumi-config.ts";

type Tree = Readonly<Record<string, unknown>>;

/** The section of the stack ecs-dev with some members changed. */
function changed(ecs: Tree): Overrides {
  const given = JSON.parse(stackConfig("ecs-dev")["pmp-xray:ecs"]!) as Tree;
  return { "pmp-xray:ecs": { ...given, ...ecs } };
}

function problemsOf(config: Readonly<Record<string, string>>) {
  try {
    checkSettings(config);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** What is wrong, the one problem that it gives, and whether its fix has to be printed twice: one value after the other. */
const REFUSED: readonly (readonly [string, Overrides, readonly [string, string, RegExp]])[] = [
  ["a size that Fargate has not", changed({ cpu: 500 }), ["ecs.cpu", "500", /^256, 512, .* CPU units, on Fargate$/]],
  [
    "memory that does not go with the CPU",
    changed({ cpu: 256, memoryMiB: 4096 }),
    ["ecs.memoryMiB", "4096", /^512, 1024 or 2048 MiB, on Fargate with 256 CPU units$/],
  ],
  [
    "an agent that leaves nothing for the API",
    changed({ agent: { memoryMiB: 1024 } }),
    ["ecs.memoryMiB", "1024", /^at least 1088 MiB/],
  ],
  [
    "a member of the API's container that has a setting of its own",
    changed({ api: { image: "x:1" } }),
    ["ecs.api.image", '"x:1"', /^nothing: the program sets it itself, from pmp-xray:api\.image$/],
  ],
  [
    "a dependency on a container that is not there",
    changed({ api: { dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }] } }),
    ["ecs.api.dependsOn[0].containerName", '"migrate"', /^another container: xray-daemon$/],
  ],
  [
    "a container that has to end, and is essential",
    changed({
      api: { dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }] },
      containers: [{ name: "migrate", image: "migrate:1" }],
    }),
    ["ecs.api.dependsOn[0].condition", '"SUCCESS"', /^START or HEALTHY: container migrate is essential/],
  ],
  [
    "health that nobody checks",
    changed({
      api: { dependsOn: [{ containerName: "envoy", condition: "HEALTHY" }] },
      containers: [{ name: "envoy", image: "envoy:1" }],
    }),
    ["ecs.api.dependsOn[0].condition", '"HEALTHY"', /^START: container envoy has no healthCheck/],
  ],
  [
    "containers that wait for each other",
    changed({
      api: { dependsOn: [{ containerName: "one", condition: "START" }] },
      containers: [{ name: "one", image: "one:1", dependsOn: [{ containerName: "api", condition: "START" }] }],
    }),
    ["ecs.api.dependsOn[0].containerName", '"one"', /^nothing, because one waits for api already/],
  ],
  [
    "a health check without its form",
    changed({ api: { healthCheck: { command: ["curl", "localhost"] } } }),
    ["ecs.api.healthCheck.command", '["curl","localhost"]', /begins with "CMD" or "CMD-SHELL"/],
  ],
  [
    "a log driver that Fargate has not",
    changed({ containers: [{ name: "one", image: "one:1", logConfiguration: { logDriver: "json-file" } }] }),
    ["ecs.containers[0].logConfiguration.logDriver", '"json-file"', /on Fargate$/],
  ],
  [
    "awslogs without a group",
    changed({
      containers: [
        {
          name: "one",
          image: "one:1",
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x" },
          },
        },
      ],
    }),
    ["ecs.containers[0].logConfiguration.options.awslogs-group", "(not set)", /^a text, for the log driver awslogs$/],
  ],
  [
    "what only EC2 has",
    changed({ api: { privileged: true } }),
    ["ecs.api.privileged", "true", /^nothing, on Fargate$/],
  ],
  [
    "what awsvpc has not",
    changed({ api: { links: ["xray-daemon"] } }),
    ["ecs.api.links", '["xray-daemon"]', /because the network mode is awsvpc$/],
  ],
  [
    "a restart period that is too short",
    changed({
      containers: [{ name: "one", image: "one:1", restartPolicy: { enabled: true, restartAttemptPeriod: 5 } }],
    }),
    ["ecs.containers[0].restartPolicy.restartAttemptPeriod", "5", /^a whole number from 60 to 1800 \(seconds\)$/],
  ],
  [
    "a stop timeout that Fargate has not",
    changed({ containers: [{ name: "one", image: "one:1", stopTimeout: 600 }] }),
    ["ecs.containers[0].stopTimeout", "600", /^a whole number from 2 to 120 \(seconds\)$/],
  ],
  [
    "the name of one of its own containers",
    changed({ containers: [{ name: "xray-daemon", image: "one:1" }] }),
    ["ecs.containers[0].name", '"xray-daemon"', /^a name other than api and xray-daemon/],
  ],
  [
    "a public address for tasks on instances",
    changed({
      launchType: "EC2",
      network: {
        mode: "existing",
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        assignPublicIp: true,
      },
    }),
    [
      "ecs.network.assignPublicIp",
      "true",
      /^nothing, with launchType EC2: ECS gives a public address to tasks on Fargate/,
    ],
  ],
  [
    "a container's image that a network without NAT doesn't lead to",
    changed({
      network: { mode: "new", new: { natGateways: "none" } },
      pullThroughCache: true,
      containers: [{ name: "one", image: "ghcr.io/example/one:1" }],
    }),
    ["ecs.containers[0].image", '"ghcr.io/example/one:1"', /^an image in ECR of us-east-1 .*, with natGateways none$/],
  ],
  [
    "a check of a network that is made",
    changed({ network: { mode: "new", checkWayOut: false } }),
    ["ecs.network.checkWayOut", "false", /^nothing, with mode new/],
  ],
  [
    "a secret that is not an ARN",
    changed({ secrets: { DATABASE_URL: "postgres://u:p@db" } }),
    ["ecs.secrets.DATABASE_URL", '"postgres://u:p@db"', /^the whole ARN of a secret/],
  ],
];

describe("settings: the task of a stack on ECS", () => {
  for (const [what, overrides, [path, value, allowed]] of REFUSED) {
    it(`refuses ${what}, before anything is made; the fix that is printed mends it`, () => {
      const config = stackConfig("ecs-dev", overrides);
      const problems = problemsOf(config);
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.value]),
        [[`pmp-xray:${path}`, value]],
      );
      assert.match(problems[0]!.allowed, allowed);
      const tree = Object.entries(config).map(([key, text]) => [
        key,
        text.startsWith("{") ? (JSON.parse(text) as unknown) : text,
      ]);
      const file = new PulumiConfig(Object.fromEntries(tree) as Tree);
      for (const { fix } of problems) assert.ok(file.follow(fix) > 0, fix);
      // A value may ask for others: a log driver for its options.
      for (const { fix } of problemsOf(file.config)) assert.ok(file.follow(fix) > 0, fix);
      assert.deepEqual(problemsOf(file.config), []);
    });
  }

  it("refuses the variables of captures beside sampling.capturePerSecond, and leaves them to the user without it", () => {
    const ecs = changed({ environment: { PMP_CAPTURE: "anomalies" } });
    const found = (capturePerSecond: number) =>
      problemsOf(stackConfig("ecs-dev", { ...ecs, "pmp-xray:sampling": { preset: "dev", capturePerSecond } }));
    const [problem] = found(5);
    assert.equal(problem?.path, "pmp-xray:ecs.environment.PMP_CAPTURE");
    assert.match(problem.allowed, /from pmp-xray:sampling\.capturePerSecond$/);
    assert.equal(problem.fix, "pulumi config rm --path 'pmp-xray:ecs.environment.PMP_CAPTURE'");
    assert.deepEqual(found(0), []);
  });

  it("names every problem at once", () => {
    const ecs = {
      cpu: 500,
      stopSeconds: 600,
      api: { links: ["x"] },
      loadBalancer: { scheme: "internetFacing" },
      environment: { PORT: "1" },
    };
    const wrong = problemsOf(stackConfig("ecs-dev", changed({ ...ecs, stopSeconds: 30 }))).map(({ path }) => path);
    assert.deepEqual(wrong.sort(), [
      "pmp-xray:ecs.api.links",
      "pmp-xray:ecs.cpu",
      "pmp-xray:ecs.environment.PORT",
      "pmp-xray:ecs.loadBalancer.certificateArn",
    ]);
    const bySchema = problemsOf(stackConfig("ecs-dev", changed({ ...ecs, user: 0 })));
    assert.deepEqual(bySchema.map(({ path }) => path).sort(), ["pmp-xray:ecs.stopSeconds", "pmp-xray:ecs.user"]);
  });

  it("accepts further containers, and more of the API's own", () => {
    const ecs = changed({
      api: {
        dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }],
        ulimits: [{ name: "nofile", softLimit: 65536, hardLimit: 65536 }],
      },
      containers: [{ name: "migrate", image: "migrate:1", essential: false, cpu: 32, memory: 64 }],
    });
    assert.deepEqual(problemsOf(stackConfig("ecs-dev", ecs)), []);
  });

  it("takes no section of the other platform", () => {
    const kubernetes = { "pmp-xray:cluster": { mode: "new" }, "pmp-xray:namespace": "pmp" };
    const problems = problemsOf(stackConfig("ecs-dev", kubernetes));
    assert.deepEqual(
      problems.map(({ path, allowed, fix }) => [path, allowed, fix]),
      [
        ["pmp-xray:cluster", "nothing, with platform ecs", "pulumi config rm --path 'pmp-xray:cluster'"],
        ["pmp-xray:namespace", "nothing, with platform ecs", "pulumi config rm --path 'pmp-xray:namespace'"],
      ],
    );
    const ecs = problemsOf(stackConfig("prod", { "pmp-xray:ecs": { cluster: { mode: "new" } } }));
    assert.deepEqual(
      ecs.map(({ path, allowed }) => [path, allowed]),
      [["pmp-xray:ecs", "nothing, with platform eks"]],
    );
  });
});
