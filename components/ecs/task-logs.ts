import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface TaskLogsArgs {
  /** Names of the log groups, by what is in their resources' names. The keys are plain. */
  readonly names: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days for which logs are kept: a number that CloudWatch Logs knows. */
  readonly retentionDays: pulumi.Input<number>;
  /** ARN of a KMS key that encrypts them; its policy must allow CloudWatch Logs. Default: AWS's own key. */
  readonly kmsKeyArn?: pulumi.Input<string> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

/** The log groups of a task. They exist before it: a task whose group is missing doesn't start, and one that ECS makes is kept for ever. */
export class TaskLogs extends pulumi.ComponentResource {
  constructor(
    name: string,
    { names, retentionDays, kmsKeyArn, tags = {} }: TaskLogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("pmp:ecs:TaskLogs", name, {}, opts);
    for (const [of, group] of Object.entries(names)) {
      new aws.cloudwatch.LogGroup(
        `${name}-${of}`,
        {
          name: group,
          retentionInDays: retentionDays,
          ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
          tags,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
