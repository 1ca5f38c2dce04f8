import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

/** TLS 1.2 and 1.3 only. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/** Requests that run get so long to end when a task goes; less than the API's own time to end. */
const DRAIN_SECONDS = 20;

export interface LoadBalancerArgs {
  /** Name of the load balancer and its target group: 1 to 32 letters, digits and -. */
  readonly loadBalancerName: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  /** In two zones or more; public ones for a load balancer that is not internal. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Not reachable from the internet. */
  readonly internal: pulumi.Input<boolean>;
  /** ARN of the certificate of HTTPS. Plain, because it decides about the listeners. Default: none; it listens on HTTP. */
  readonly certificateArn?: pulumi.Input<string> | undefined;
  /** IPv4 blocks that may call it. Plain, because each is a rule. Default: none. */
  readonly allowedCidrs?: readonly string[];
  /** Security groups that may call it. Plain, because each is a rule. Default: none. */
  readonly allowedGroups?: readonly string[];
  /** Path that says whether the API is well. */
  readonly healthPath: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * An Application Load Balancer in front of the API. It adds the X-Amzn-Trace-Id header, and decides nothing about sampling
 * unless its callers do.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly targetGroupArn: pulumi.Output<string>;
  /** Its security group, which the tasks let in. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Where it listens; with a certificate, the name in it has to lead here. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:LoadBalancer", name, {}, opts);
    const { certificateArn, tags = {} } = args;
    const group = this.#securityGroup(name, args);
    const balancer = new aws.lb.LoadBalancer(
      `${name}-alb`,
      {
        name: args.loadBalancerName,
        loadBalancerType: "application",
        internal: args.internal,
        subnets: args.subnetIds,
        securityGroups: [group.id],
        dropInvalidHeaderFields: true,
        tags,
      },
      { parent: this },
    );
    const targets = new aws.lb.TargetGroup(
      `${name}-targets`,
      {
        name: args.loadBalancerName,
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        // Each target is registered with its own port.
        port: 80,
        deregistrationDelay: DRAIN_SECONDS,
        healthCheck: { path: args.healthPath, interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3 },
        tags,
      },
      { parent: this },
    );
    const forward = { type: "forward", targetGroupArn: targets.arn };
    const listener = (suffix: string, more: Omit<aws.lb.ListenerArgs, "loadBalancerArn">) =>
      new aws.lb.Listener(`${name}-${suffix}`, { loadBalancerArn: balancer.arn, tags, ...more }, { parent: this });
    const main =
      certificateArn === undefined
        ? listener("http", { port: 80, protocol: "HTTP", defaultActions: [forward] })
        : listener("https", {
            port: 443,
            protocol: "HTTPS",
            sslPolicy: TLS_POLICY,
            certificateArn,
            defaultActions: [forward],
          });
    if (certificateArn !== undefined) {
      const redirect = { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" };
      listener("http", { port: 80, protocol: "HTTP", defaultActions: [{ type: "redirect", redirect }] });
    }
    // A service accepts a target group only once a listener leads to it.
    this.targetGroupArn = pulumi.all([targets.arn, main.arn]).apply(([arn]) => arn);
    this.securityGroupId = group.id;
    this.url = pulumi.interpolate`${certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`;
    this.registerOutputs({ targetGroupArn: this.targetGroupArn, url: this.url });
  }

  #securityGroup(name: string, args: LoadBalancerArgs): aws.ec2.SecurityGroup {
    const { allowedCidrs = [], allowedGroups = [], certificateArn, vpcId, tags = {} } = args;
    const ports = certificateArn === undefined ? [80] : [80, 443];
    const group = new aws.ec2.SecurityGroup(
      `${name}-callers`,
      { description: "Who may call the load balancer of the API.", vpcId, tags },
      { parent: this },
    );
    const rule = (suffix: string, port: number, from: Partial<aws.vpc.SecurityGroupIngressRuleArgs>) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${suffix}-${port}`,
        { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port, ...from, tags },
        { parent: this },
      );
    for (const port of ports) {
      for (const cidrIpv4 of allowedCidrs) rule(cidrIpv4.replace("/", "-"), port, { cidrIpv4 });
      for (const referencedSecurityGroupId of allowedGroups)
        rule(referencedSecurityGroupId, port, { referencedSecurityGroupId });
    }
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-tasks`,
      {
        description: "The API's tasks, and their health checks.",
        securityGroupId: group.id,
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
        tags,
      },
      { parent: this },
    );
    return group;
  }
}
