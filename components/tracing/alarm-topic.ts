import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface AlarmTopicArgs {
  /** Name of the topic that is made. */
  readonly topicName: string;
  /** An existing topic to use instead; then nothing is made. */
  readonly topicArn?: string | undefined;
  /** Subscribed to a topic that is made. AWS sends a mail that has to be confirmed. */
  readonly email?: string | undefined;
  /** Tags of a topic that is made. */
  readonly tags: Tags;
}

/**
 * Where alarms go. The topic has no KMS key on purpose: CloudWatch can't publish to a topic that is encrypted with the
 * AWS managed key for SNS, and the alarm would be lost without a sound; alarm texts hold no personal data.
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
export class AlarmTopic extends pulumi.ComponentResource {
  /** ARN for alarm actions. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:AlarmTopic", name, {}, opts);
    this.arn = args.topicArn === undefined ? this.#make(name, args).arn : pulumi.output(args.topicArn);
    this.registerOutputs({ arn: this.arn });
  }

  #make(name: string, { topicName, email, tags }: AlarmTopicArgs): aws.sns.Topic {
    const topic = new aws.sns.Topic(`${name}-topic`, { name: topicName, tags }, { parent: this });
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    return topic;
  }
}
