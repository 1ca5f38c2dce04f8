import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface TaskSecurityGroupArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Port of the API: the only one that is open. The agent's 2000 is on loopback, and in no security group. */
  readonly port: pulumi.Input<number>;
  /** Security groups that may call the API, by what becomes part of their rules' names. */
  readonly allowFrom: Readonly<Record<string, pulumi.Input<string>>>;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The security group of the tasks: the API's port for those who are named, and the way out. */
export class TaskSecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: TaskSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:TaskSecurityGroup", name, {}, opts);
    const { vpcId, port, tags = {} } = args;
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { description: "Tasks of the traced API.", vpcId, tags },
      { parent: this },
    );
    const rules = Object.entries(args.allowFrom).map(
      ([from, referencedSecurityGroupId]) =>
        new aws.vpc.SecurityGroupIngressRule(
          `${name}-from-${from}`,
          {
            description: "The API.",
            securityGroupId: group.id,
            referencedSecurityGroupId,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            tags,
          },
          { parent: this },
        ),
    );
    const out = new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      {
        description: "AWS, and what the API calls.",
        securityGroupId: group.id,
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
        tags,
      },
      { parent: this },
    );
    // A task that starts before the way out is open can't pull its images.
    this.id = pulumi.all([group.id, out.id, ...rules.map((rule) => rule.id)]).apply(([id = ""]) => id);
    this.registerOutputs({ id: this.id });
  }
}
