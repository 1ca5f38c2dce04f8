import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import type { Overrides } from "../../offline/stack-config.ts";
import { customResources } from "./support/resources.ts";

type Tree = Readonly<Record<string, unknown>>;

const NEW_CLUSTER = [
  "aws:ecs/cluster:Cluster cluster-cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders cluster-capacity",
];
const INSTANCES = [
  "aws:autoscaling/group:Group cluster-instances-group",
  "aws:ec2/launchTemplate:LaunchTemplate cluster-instances-template",
  "aws:ec2/securityGroup:SecurityGroup cluster-instances-instances",
  "aws:ecs/capacityProvider:CapacityProvider cluster-instances-provider",
  "aws:iam/instanceProfile:InstanceProfile cluster-instances-profile",
  "aws:iam/role:Role cluster-instances-role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cluster-instances-policy",
];
const TASK = [
  "aws:cloudwatch/logGroup:LogGroup logs-agent",
  "aws:cloudwatch/logGroup:LogGroup logs-api",
  "aws:ec2/securityGroup:SecurityGroup tasks-group",
  "aws:ecs/service:Service api-service",
  "aws:ecs/taskDefinition:TaskDefinition api-task",
  "aws:iam/role:Role task-execution-role",
  "aws:iam/role:Role task-task-role",
  "aws:iam/rolePolicy:RolePolicy task-execution-policy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment task-write",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule tasks-out",
];
const FROM_GIVEN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule tasks-from-sg-0123456789abcdef2";
const ENDPOINT = (service: string) => `aws:ec2/vpcEndpoint:VpcEndpoint network-network-${service}`;
const ENDPOINTS = ["xray", "ecr-api", "ecr-dkr", "logs", "s3"].map(ENDPOINT);
const EXISTING_NETWORK = {
  mode: "existing",
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  allowFrom: ["sg-0123456789abcdef2"],
};

/** What each stack makes besides what is the same on EKS, and besides the subnets and routes of a new network. */
const STACKS: readonly (readonly [string, Overrides, readonly string[]])[] = [
  [
    "an existing cluster, FARGATE, amd64",
    { "pmp-xray:ecs": { cluster: { mode: "existing", name: "shop" }, network: EXISTING_NETWORK } },
    [...TASK, FROM_GIVEN],
  ],
  [
    "an existing cluster, EC2, arm64",
    {
      "pmp-xray:ecs": {
        cluster: { mode: "existing", name: "shop" },
        network: EXISTING_NETWORK,
        launchType: "EC2",
        capacityProvider: "shop-instances",
        architecture: "arm64",
      },
    },
    [...TASK, FROM_GIVEN],
  ],
  [
    "a new cluster, FARGATE, arm64",
    { "pmp-xray:ecs": { cluster: { mode: "new" }, network: { mode: "new" }, architecture: "arm64" } },
    [...TASK, ...NEW_CLUSTER, ...ENDPOINTS],
  ],
  [
    "a new cluster, EC2, amd64",
    { "pmp-xray:ecs": { cluster: { mode: "new" }, network: { mode: "new" }, launchType: "EC2" } },
    [...TASK, ...NEW_CLUSTER, ...INSTANCES, ...ENDPOINTS, ...["ecs", "ecs-agent", "ecs-telemetry"].map(ENDPOINT)],
  ],
];

/** Made by awsx, as on EKS: test/program/new-cluster-network.test.ts. */
const NETWORK =
  /^(awsx:|aws:ec2\/(vpc|internetGateway|subnet|routeTable|route|routeTableAssociation|eip|natGateway):)| network-network-endpoints$/;
/** The same on both platforms. */
const SHARED = /^aws:(xray|sns)\/|^aws:cloudwatch\/(metricAlarm|compositeAlarm|dashboard):|^aws:iam\/policy:/;

function only(resources: Tree, key: string): Tree {
  const found = resources[key];
  assert.ok(found !== undefined, key);
  return found as Tree;
}

function containers(resources: Tree): Tree[] {
  return JSON.parse(
    String(only(resources, "aws:ecs/taskDefinition:TaskDefinition api-task").containerDefinitions),
  ) as Tree[];
}

for (const [what, overrides, expected] of STACKS) {
  describe(`a stack on ECS: ${what}`, () => {
    let evaluation: Evaluation;
    let resources: Tree;
    const ecs = overrides["pmp-xray:ecs"] as Tree;
    before(async () => {
      evaluation = await evaluate("ecs-prod", { overrides });
      resources = customResources(evaluation);
    });

    it("makes exactly these resources besides those of every stack", () => {
      const own = Object.keys(resources).filter((key) => !SHARED.test(key) && !NETWORK.test(key));
      assert.deepEqual(own.sort(), [...expected].sort());
    });

    it("runs on what the settings ask for", () => {
      const task = only(resources, "aws:ecs/taskDefinition:TaskDefinition api-task");
      const service = only(resources, "aws:ecs/service:Service api-service");
      const launchType = ecs.launchType ?? "FARGATE";
      assert.deepEqual(task.requiresCompatibilities, [launchType]);
      assert.equal(task.networkMode, "awsvpc");
      assert.deepEqual(task.runtimePlatform, {
        cpuArchitecture: ecs.architecture === "arm64" ? "ARM64" : "X86_64",
        operatingSystemFamily: "LINUX",
      });
      const { launchType: ofService, capacityProviderStrategies, platformVersion } = service;
      if (launchType === "FARGATE") {
        assert.deepEqual([ofService, capacityProviderStrategies, platformVersion], ["FARGATE", undefined, "LATEST"]);
      } else {
        const [strategy] = capacityProviderStrategies as [Tree];
        assert.equal(ofService, undefined);
        assert.equal(strategy.capacityProvider, ecs.capacityProvider ?? "pmp-instances");
      }
    });

    it("makes the service last, so that it goes first: after roles, logs, rules and the way out", () => {
      const service = evaluation.resources.find(({ name }) => name === "api-service")!;
      const names = service.dependencies.map((urn) => urn.split("::").at(-1));
      for (const name of ["task-write", "task-execution-policy", "logs-api", "logs-agent", "sampling-pmp-api-stripe"]) {
        assert.ok(names.includes(name), name);
      }
      if (expected.includes(ENDPOINT("logs"))) assert.ok(names.includes("network-network-logs"));
      if (expected.includes(NEW_CLUSTER[1]!)) assert.ok(names.includes("cluster-capacity"));
    });

    it("opens the agent's port to nobody", () => {
      assert.doesNotMatch(
        JSON.stringify(evaluation.resources.map(({ inputs }) => inputs)),
        /"(from|to|container|host)Port":2000/,
      );
    });
  });
}

describe("a stack on ECS", () => {
  let resources: Tree;
  let outputs: Tree;
  before(async () => {
    const evaluation = await evaluate("ecs-prod");
    resources = customResources(evaluation);
    outputs = evaluation.outputs;
  });

  it("has the same rules, groups, alarms, topic and dashboard as on EKS", async () => {
    const shared = (all: Tree) => Object.entries(all).filter(([key]) => SHARED.test(key) && !key.includes("xray-read"));
    const onEks = JSON.stringify(shared(customResources(await evaluate("prod"))));
    assert.deepEqual(
      JSON.parse(JSON.stringify(shared(resources)).replaceAll('"ecs-prod"', '"prod"')),
      JSON.parse(onEks),
    );
  });

  it("has a task with exactly these containers", () => {
    const [api, agent, ...more] = containers(resources) as [Tree, Tree, ...Tree[]];
    assert.deepEqual(more, []);
    const { environment, ...rest } = api;
    const log = (group: string) => ({
      logDriver: "awslogs",
      options: {
        "awslogs-group": group,
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "pmp-api",
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    });
    const probe =
      'fetch("http://127.0.0.1:3001/api/health").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))';
    assert.deepEqual(rest, {
      name: "api",
      image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api:1.0.0",
      essential: true,
      cpu: 992,
      memory: 1920,
      user: "10001",
      readonlyRootFilesystem: true,
      linuxParameters: {
        capabilities: { drop: ["ALL"] },
        initProcessEnabled: true,
        tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["noexec", "nosuid"] }],
      },
      dependsOn: [{ containerName: "xray-daemon", condition: "START" }],
      stopTimeout: 30,
      portMappings: [{ containerPort: 3001, hostPort: 3001, protocol: "tcp" }],
      healthCheck: { command: ["CMD", "node", "-e", probe], interval: 10, timeout: 5, retries: 3, startPeriod: 30 },
      logConfiguration: log("/ecs/pmp-api/api"),
    });
    assert.deepEqual(agent, {
      name: "xray-daemon",
      image:
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/ecr-public/xray/aws-xray-daemon" +
        "@sha256:b67576293f4d3a0a155f807244957ed0aa4bc945df1573d62d81380a1d548071",
      essential: false,
      restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
      cpu: 32,
      memory: 128,
      user: "10001",
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
      stopTimeout: 10,
      command: ["-o", "-n", "us-east-1", "-b", "127.0.0.1:2000", "-t", "127.0.0.1:2000", "-m", "32", "-l", "info"],
      environment: [
        { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
        { name: "AWS_REGION", value: "us-east-1" },
        { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
        { name: "GOMEMLIMIT", value: "102MiB" },
      ],
      healthCheck: { command: ["CMD", "/xray", "--version"], interval: 30, timeout: 5, retries: 3, startPeriod: 10 },
      logConfiguration: log("/ecs/pmp-api/xray"),
    });
    const variables = Object.fromEntries(
      (environment as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    const { PMP_SAMPLING_PLAN: plan, ...others } = variables;
    assert.deepEqual(others, {
      AWS_REGION: "us-east-1",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      NODE_ENV: "production",
      OTEL_RESOURCE_ATTRIBUTES: [
        "cloud.provider=aws",
        "cloud.platform=aws_ecs",
        "cloud.region=us-east-1",
        "cloud.account.id=123456789012",
        "deployment.environment.name=prod",
        "service.version=1.0.0",
        "container.name=api",
        "aws.ecs.cluster.arn=arn:aws:ecs:us-east-1:123456789012:cluster/pmp-cluster",
        "aws.ecs.task.family=pmp-api",
        "aws.ecs.launchtype=fargate",
        "aws.log.group.names=/ecs/pmp-api/api",
        "aws.log.group.arns=arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api/api",
      ].join(","),
      OTEL_SERVICE_NAME: "pmp-api",
      PORT: "3001",
    });
    const { SamplingRules: rules } = JSON.parse(plan!) as { SamplingRules: { RuleName: string }[] };
    assert.deepEqual([rules[0]!.RuleName, rules.at(-1)!.RuleName], ["pmp-api-stripe", "Default"]);
  });

  it("has a service with exactly these inputs", () => {
    const { tags, taskDefinition, ...service } = only(resources, "aws:ecs/service:Service api-service");
    assert.ok(tags !== undefined && taskDefinition !== undefined);
    assert.deepEqual(service, {
      name: "pmp-api",
      cluster: "arn:aws:ecs:us-east-1:123456789012:cluster/pmp-cluster",
      desiredCount: 3,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      networkConfiguration: {
        subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        securityGroups: ["tasks-group-id"],
        assignPublicIp: false,
      },
      loadBalancers: [
        {
          targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/pmp-api/0123456789abcdef",
          containerName: "api",
          containerPort: 3001,
        },
      ],
      healthCheckGracePeriodSeconds: 60,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames: ["pmp-api-fault-rate"], enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      enableExecuteCommand: false,
      waitForSteadyState: true,
    });
  });

  it("has two roles: ECS of this account may take them, and each may do its own work only", () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TasksOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*" },
          },
        },
      ],
    };
    for (const name of ["task", "execution"]) {
      assert.deepEqual(only(resources, `aws:iam/role:Role task-${name}-role`).assumeRolePolicy, trust);
    }
    const policies = Object.keys(resources).filter((key) => key.startsWith("aws:iam/rolePolicy:"));
    assert.deepEqual(policies, ["aws:iam/rolePolicy:RolePolicy task-execution-policy"]);
    const group = (name: string) => `arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api/${name}:*`;
    const repository = (name: string) => `arn:aws:ecr:us-east-1:123456789012:repository/${name}`;
    assert.deepEqual(only(resources, policies[0]!).policy, {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [group("api"), group("xray")],
        },
        { Sid: "LogInToEcr", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
          Sid: "PullImages",
          Effect: "Allow",
          Action: [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchImportUpstreamImage",
            "ecr:CreateRepository",
          ],
          Resource: [repository("pmp-api"), repository("ecr-public/xray/aws-xray-daemon")],
        },
      ],
    });
  });

  it("returns what people need next, and nothing of Kubernetes", () => {
    assert.deepEqual(outputs.ecsService, {
      clusterName: "pmp-cluster",
      serviceName: "pmp-api",
      taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/pmp-api:1",
      logGroups: { api: "/ecs/pmp-api/api", agent: "/ecs/pmp-api/xray" },
      url: null,
    });
    assert.ok(!("kubeconfigCommand" in outputs) && !("kubernetesNamespace" in outputs));
    assert.equal(outputs.verify, "npx --no-install pmp-xray verify ecs-prod");
  });

  it("gives the collector its configuration, all on loopback", async () => {
    const ofCollector = await evaluate("ecs-prod", { overrides: { "pmp-xray:agent": { kind: "otelCollector" } } });
    const [, agent] = containers(customResources(ofCollector)) as [Tree, Tree];
    assert.match(String(agent.image), /aws-otel-collector@sha256:7968fb60/);
    assert.deepEqual(
      [agent.command, agent.user, agent.cpu, agent.memory],
      [["--config=env:AOT_CONFIG_CONTENT"], "4317", 64, 256],
    );
    const { value } = (agent.environment as { name: string; value: string }[]).find(
      ({ name }) => name === "AOT_CONFIG_CONTENT",
    )!;
    assert.doesNotMatch(value, /0\.0\.0\.0/);
    assert.equal(value.match(/127\.0\.0\.1:2000/g)?.length, 2);
  });

  it("changes only the rule when a rule changes, but for the plan that the API falls back to", async () => {
    const before_ = await evaluate("ecs-prod");
    const sampling = { preset: "prod", rules: [{ name: "pmp-api-health", path: "/api/health*", rate: 0.02 }] };
    const after_ = await evaluate("ecs-prod", { overrides: { "pmp-xray:sampling": sampling } });
    const changed = Object.entries(customResources(after_)).filter(
      ([key, inputs]) => JSON.stringify(inputs) !== JSON.stringify(customResources(before_)[key]),
    );
    assert.deepEqual(changed.map(([key]) => key.split(" ")[1]).sort(), ["api-task", "sampling-pmp-api-health"]);
  });
});
