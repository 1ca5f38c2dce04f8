/** What decides which services of AWS are called from a task's network. */
export interface CalledFrom {
  /** Images are pulled, logs written and secrets read from there: by tasks on Fargate, or by instances. Default: true. */
  readonly pulls?: boolean;
  /** There are instances, launch type EC2. Default: false. */
  readonly instances?: boolean;
  /** ARNs of the secrets and parameters that tasks get. Default: none. */
  readonly secretArns?: readonly string[];
  /** ECS Exec is used. Default: false. */
  readonly exec?: boolean;
  /** The agent assumes a role. Default: false. */
  readonly assumesRole?: boolean;
}

/**
 * AWS services that are called from the network of a task, X-Ray first, as VPC endpoints name them. With `pulls`, S3 is
 * called too: ECR keeps image layers there, and its endpoint is of another kind.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export function calledServices(from: CalledFrom): readonly string[] {
  const { pulls = true, secretArns = [] } = from;
  const secretsOf = (service: string) => pulls && secretArns.some((arn) => arn.includes(`:${service}:`));
  return [
    "xray",
    ...(pulls ? ["ecr.api", "ecr.dkr", "logs"] : []),
    ...(from.instances === true ? ["ecs", "ecs-agent", "ecs-telemetry"] : []),
    ...(secretsOf("secretsmanager") ? ["secretsmanager"] : []),
    ...(secretsOf("ssm") ? ["ssm"] : []),
    ...(from.exec === true ? ["ssmmessages"] : []),
    ...(from.assumesRole === true ? ["sts"] : []),
  ];
}
