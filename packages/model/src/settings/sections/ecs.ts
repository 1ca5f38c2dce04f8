import { z } from "zod";
import { isBlock, isPrivateBlock } from "../cidr.ts";
import { field, oneOf, text, wanting, whole, yesNo } from "../field.ts";
import { retentionDays } from "./cluster.ts";
import { arn } from "./forms.ts";

const id = (kind: string, what: string) =>
  text(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `the id of a ${what}, like ${kind}-0123456789abcdef0`, someId(kind));
const someId = (kind: string) => `${kind}-0123456789abcdef0`;
const subnetIds = field(z.array(id("subnet", "subnet")).min(1), {
  allowed: 'a list of ids of subnets, like ["subnet-0123456789abcdef0"]',
  example: '["subnet-0123456789abcdef0"]',
});

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const variable = text(VARIABLE, "a variable's name: letters, digits and _, not beginning with a digit", "DATABASE_URL");

const SECRET_ARN =
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+(:[^:\s]*){0,3}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/;
const SOME_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pmp-api-AbCdEf:DATABASE_URL::";

const cluster = wanting(
  z
    .strictObject({
      /** `existing`: nothing of the cluster itself is changed. `new`: it is made. */
      mode: oneOf(["existing", "new"]),
      /** Mode existing: required. Mode new: without it, pmp-cluster with `nameSuffix`; it can't be changed later. */
      name: text(
        /^[A-Za-z0-9_-]{1,255}$/,
        "an ECS cluster name: 1 to 255 letters, digits, - and _",
        "pmp-cluster",
      ).exactOptional(),
      /** Mode new only: Container Insights. `enhanced` also has metrics of tasks and containers. Billed by metrics. Default: enabled. */
      containerInsights: oneOf(["enabled", "enhanced", "disabled"]).exactOptional(),
    })
    .refine(({ mode, name }) => mode === "new" || name !== undefined, {
      path: ["name"],
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  ["name"],
);

const newNetwork = z.strictObject({
  /** Addresses of the VPC. Can't be changed later. */
  cidr: field(
    z.string().refine((text) => isPrivateBlock(text, 16, 20)),
    {
      allowed: "a private block of /16 to /20 with its first address, like 10.0.0.0/16",
      example: "10.0.0.0/16",
    },
  ).default("10.0.0.0/16"),
  /** Zones with tasks. Can't be changed later. */
  zones: whole(2, 3, "availability zones", 3).default(3),
  /**
   * Way out for the tasks: none (AWS by VPC endpoints only, and all images from ECR), one gateway for all zones, or one
   * per zone.
   */
  natGateways: oneOf(["none", "one", "perZone"], "one").default("one"),
});

const network = wanting(
  z
    .strictObject({
      /** `existing`: the tasks run in subnets that exist. `new`: a VPC is made, with the endpoints that ECS needs. */
      mode: oneOf(["existing", "new"]),
      /** Mode new only. */
      new: newNetwork.exactOptional(),
      /** Mode existing only, and required: the subnets' VPC. */
      vpcId: id("vpc", "VPC").exactOptional(),
      /** Mode existing only, and required: where the tasks run, best private subnets in two zones or more. */
      subnetIds: subnetIds.exactOptional(),
      /** Mode existing only: security groups of the tasks. Without any, one is made. Port 2000 is for none of them. */
      securityGroupIds: z.array(id("sg", "security group")).default([]),
      /** Security groups that may call the API, such as that of an existing load balancer. */
      allowFrom: z.array(id("sg", "security group")).default([]),
      /** Mode existing only: true in public subnets, where a task without an address can't pull its images. */
      assignPublicIp: yesNo(true).default(false),
      /**
       * Mode existing only: whether a preview looks that the subnets have a way out, or the VPC endpoints that the tasks
       * need. false where there is one that route tables and endpoints don't show.
       */
      checkWayOut: yesNo(false).default(true),
    })
    .refine(({ mode, vpcId }) => mode === "new" || vpcId !== undefined, {
      path: ["vpcId"],
      when: ({ value }) => typeof value === "object" && value !== null,
    })
    .refine(({ mode, subnetIds }) => mode === "new" || subnetIds !== undefined, {
      path: ["subnetIds"],
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  ["vpcId", "subnetIds"],
);

const instances = z.strictObject({
  /** Without it: m7i.large or m7g.large, by architecture. */
  instanceType: text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type", "m7i.large").exactOptional(),
  /** Fewest. How many there are, is decided by what the tasks need. */
  min: whole(0, 100, "instances", 2).default(2),
  max: whole(1, 100, "instances", 4).default(4),
  diskGiB: whole(30, 1000, "GiB", 50).default(50),
});

const loadBalancer = z.strictObject({
  /** A target group of an existing load balancer, of type ip. Without it, an Application Load Balancer is made. */
  targetGroupArn: arn(
    "elasticloadbalancing",
    "targetgroup/",
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/pmp-api/0123456789abcdef",
  ).exactOptional(),
  /** New load balancer: reachable from the internet, or from inside the VPC. Default: internal. */
  scheme: oneOf(["internal", "internetFacing"]).exactOptional(),
  /** New load balancer: the certificate of HTTPS. Without it, an internal one listens on HTTP. */
  certificateArn: arn(
    "acm",
    "certificate/",
    "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555",
  ).exactOptional(),
  /** New load balancer in an existing network: its subnets, in two zones or more. Default: those of the tasks. */
  subnetIds: subnetIds.exactOptional(),
  /** New load balancer: who may call it. Empty: nobody outside of the security groups in network.allowFrom. */
  allowedCidrs: z
    .array(
      field(z.string().refine(isBlock), {
        allowed: "an IPv4 block with its first address, like 10.0.0.0/8",
        example: "10.0.0.0/8",
      }),
    )
    .default([]),
});

/** ECS: where the task runs, and what it is made of. */
export const ecs = z.strictObject({
  cluster,
  network,
  launchType: oneOf(["FARGATE", "EC2"]).default("FARGATE"),
  architecture: oneOf(["amd64", "arm64"]).default("amd64"),
  /** Launch type EC2 in an existing cluster: a capacity provider of it. Without it, any instance of the cluster. */
  capacityProvider: text(
    /^(?!aws|ecs|fargate)[A-Za-z0-9_-]{1,255}$/i,
    "a capacity provider's name: 1 to 255 letters, digits, - and _, not beginning with aws, ecs or fargate",
    "pmp-instances",
  ).exactOptional(),
  /** Launch type EC2 in a new cluster: its instances. */
  instances: instances.exactOptional(),
  /** CPU units of the whole task: 1024 are one vCPU. On Fargate 256, 512, 1024, 2048, 4096, 8192 or 16384. */
  cpu: whole(128, 16384, "CPU units, 1024 of which are one vCPU", 512).default(512),
  /** Memory of the whole task; on Fargate one that goes with the CPU. */
  memoryMiB: whole(256, 122880, "MiB", 1024).default(1024),
  /** Port that the API listens on; it gets it as PORT. */
  port: whole(1024, 65535, "port", 3001).default(3001),
  /** Path that says whether the API is well: for the container's health check and a new target group's. */
  healthPath: text(/^\/[^\s'"\\]{0,1023}$/, "a path beginning with / without spaces and quotes", "/api/health").default(
    "/api/health",
  ),
  /** User of the API's container: a number that isn't root's. */
  user: whole(1, 65535, "numeric user", 10001).default(10001),
  /** How long the API may take to end after SIGTERM. The agent is stopped after it. */
  stopSeconds: whole(2, 120, "seconds", 30).default(30),
  /** More variables for the API. They can be read by whoever may describe the task: no secrets. */
  environment: z
    .record(variable, field(z.string(), { allowed: "a text", example: "value", booleans: true }))
    .default({}),
  /** Variables whose value is a secret: ARN of a secret (with `:KEY::` for one key of it) or of an SSM parameter. */
  secrets: z
    .record(
      variable,
      text(SECRET_ARN, `the whole ARN of a secret or of an SSM parameter, like ${SOME_SECRET}`, SOME_SECRET),
    )
    .default({}),
  /** The customer key that encrypts the secrets. Without it: AWS's own. */
  secretsKeyArn: arn(
    "kms",
    "key/",
    "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
  ).exactOptional(),
  /** The agent's part of the task. Without a number: 32 CPU units and 128 MiB, or 64 and 256 for the collector. */
  agent: z
    .strictObject({
      cpu: whole(1, 4096, "CPU units", 32).exactOptional(),
      memoryMiB: whole(64, 4096, "MiB", 128).exactOptional(),
      /** How long the agent may take to send the rest, after the API has ended. */
      stopSeconds: whole(2, 120, "seconds", 10).default(10),
    })
    .prefault({}),
  /**
   * A registry, with a path, that has the images of public.ecr.aws under their own names: a mirror, or the prefix of
   * a pull-through cache. `agent.image` decides over it.
   */
  mirror: text(
    /^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(\/[a-z0-9._-]+)*$/,
    "a registry with a path, like 123456789012.dkr.ecr.us-east-1.amazonaws.com/ecr-public",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/ecr-public",
  ).exactOptional(),
  /** Makes a pull-through cache of public.ecr.aws in the account's ECR, and takes the agent's image from there. */
  pullThroughCache: yesNo(true).default(false),
  /** Without it: no load balancer. */
  loadBalancer: loadBalancer.exactOptional(),
  logs: z
    .strictObject({
      retentionDays: retentionDays(30).default(30),
      /** Encrypts the log groups; its key policy must allow CloudWatch Logs of the region. */
      kmsKeyArn: arn(
        "kms",
        "key/",
        "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      ).exactOptional(),
    })
    .prefault({}),
  /** true allows `aws ecs execute-command` into the API's container, whose root file system is then writable. */
  exec: yesNo(true).default(false),
  /** A deployment is rolled back when the fault-rate alarm fires during it. */
  rollbackOnFaults: yesNo(true).default(false),
  /** false goes on without waiting until the new tasks are steady. A deployment that fails is then not seen. */
  waitForSteadyState: yesNo(false).default(true),
  /** More of the API's container definition, as ECS has it: `ulimits`, `dependsOn`, `mountPoints` … */
  api: z.record(z.string(), z.unknown()).default({}),
  /** More containers of the task, as ECS has them, such as one that migrates a database. */
  containers: z.array(z.record(z.string(), z.unknown())).default([]),
});

/** Defaults of a new network. */
export const newNetworkDefaults = (): z.output<typeof newNetwork> => newNetwork.parse({});
/** Defaults of a new cluster's instances. */
export const newInstancesDefaults = (): z.output<typeof instances> => instances.parse({});
