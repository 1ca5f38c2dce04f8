import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface AlarmTopicArgs {
  /** Name of the topic: 1 to 256 letters, digits, - and _, unique in the account and region. */
  readonly topicName: pulumi.Input<string>;
  /** E-mail address that is subscribed. AWS sends a mail that has to be confirmed. Default: none. */
  readonly email?: pulumi.Input<string> | undefined;
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * The SNS topic that the alarms notify. It has no KMS key on purpose: CloudWatch can't publish to a topic that is encrypted with the
 * AWS managed key for SNS, and the alarm would be lost silently; alarm texts hold no personal data.
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
export class AlarmTopic extends pulumi.ComponentResource {
  /** ARN for alarm actions. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:AlarmTopic", name, {}, opts);
    const { topicName, email, tags = {} } = args;
    const topic = new aws.sns.Topic(`${name}-topic`, { name: topicName, tags }, { parent: this });
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
