import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assumePolicy } from "../iam/service-account-role.ts";
import { toJson } from "../iam/document.ts";
import type { Tags } from "../tags.ts";
import { ecsTasksTrust, executionDocument, execDocument } from "./role-documents.ts";

export interface TaskRolesArgs {
  /** Name of the task role: 1 to 64 characters, unique in the account. */
  readonly taskRoleName: pulumi.Input<string>;
  /** Name of the execution role: 1 to 64 characters, unique in the account. */
  readonly executionRoleName: pulumi.Input<string>;
  /** ARN of the policy with X-Ray's five actions. */
  readonly writePolicyArn: pulumi.Input<string>;
  /** ARN of a role, perhaps of another account, that the agent can assume. Default: none. */
  readonly mayAssume?: pulumi.Input<string> | undefined;
  /** Allows ECS Exec into the task. Plain, because it decides whether there is a policy. Default: false. */
  readonly exec?: boolean;
  /** Names of the log groups that the task writes. */
  readonly logGroupNames: readonly pulumi.Input<string>[];
  /** Images of the task; those in ECR may be pulled. */
  readonly images: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** The images' repositories are made by a pull-through cache. Default: false. */
  readonly pullThroughCache?: boolean;
  /** ARNs of the secrets and parameters that the task gets, as its definition names them. Default: none. */
  readonly secretArns?: readonly pulumi.Input<string>[];
  /** ARN of the customer key that encrypts them. Default: AWS's own key. */
  readonly secretsKeyArn?: pulumi.Input<string> | undefined;
  /** ARN of a policy that bounds both roles. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly partition: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * The two roles of a task. The task role is for its containers: ECS has one per task, so that the API, too, gets the five
 * actions of the agent, and nothing else. The execution role is ECS's own: it pulls the images, writes the logs and reads
 * the secrets that are named, and no others.
 */
export class TaskRoles extends pulumi.ComponentResource {
  readonly taskRoleArn: pulumi.Output<string>;
  readonly executionRoleArn: pulumi.Output<string>;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:ecs:TaskRoles", name, {}, opts);
    const { partition, region, accountId } = args;
    const trust = pulumi.output({ partition, region, accountId }).apply((known) => toJson(ecsTasksTrust(known)));
    const task = this.#role(`${name}-task`, args, args.taskRoleName, "Calls of a traced task: to X-Ray only.", trust);
    const execution = this.#role(
      `${name}-execution`,
      args,
      args.executionRoleName,
      "ECS itself: images, logs and secrets of one task.",
      trust,
    );
    const child = { parent: this };
    new aws.iam.RolePolicyAttachment(`${name}-write`, { role: task.name, policyArn: args.writePolicyArn }, child);
    if (args.mayAssume !== undefined) {
      const policy = pulumi.output(args.mayAssume).apply(assumePolicy);
      new aws.iam.RolePolicy(`${name}-assume`, { name: "assume", role: task.name, policy }, child);
    }
    if (args.exec === true) {
      new aws.iam.RolePolicy(`${name}-exec`, { name: "exec", role: task.name, policy: toJson(execDocument()) }, child);
    }
    const { pullThroughCache = false, secretArns = [] } = args;
    const policy = pulumi
      .output({
        partition,
        region,
        accountId,
        logGroupNames: args.logGroupNames,
        images: args.images,
        secretArns,
        secretsKeyArn: args.secretsKeyArn,
      })
      .apply((known) => toJson(executionDocument({ ...known, pullThroughCache })));
    new aws.iam.RolePolicy(`${name}-execution-policy`, { name: "execution", role: execution.name, policy }, child);
    this.taskRoleArn = task.arn;
    this.executionRoleArn = execution.arn;
    this.registerOutputs({ taskRoleArn: this.taskRoleArn, executionRoleArn: this.executionRoleArn });
  }

  #role(
    name: string,
    { permissionsBoundary, tags = {} }: TaskRolesArgs,
    roleName: pulumi.Input<string>,
    description: string,
    assumeRolePolicy: pulumi.Input<string>,
  ): aws.iam.Role {
    return new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        description,
        assumeRolePolicy,
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        tags,
      },
      { parent: this },
    );
  }
}
