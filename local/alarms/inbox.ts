import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import { z } from "zod";
import { clientConfig } from "../aws.ts";

/** A notification that arrived. */
export interface Arrived {
  readonly topic: string;
  readonly subject: string;
  readonly alarm: string;
  readonly state: string;
  readonly description: string;
}

const envelope = z.object({ TopicArn: z.string(), Subject: z.string(), Message: z.string() });
const alarmMessage = z.object({ AlarmName: z.string(), NewStateValue: z.string(), AlarmDescription: z.string() });

/** A queue of SQS that is subscribed to topics: what it gets went through SNS. */
export class Inbox {
  readonly #sqs: sqs.SQSClient;
  readonly #sns: sns.SNSClient;
  readonly #queueUrl: string;
  readonly #subscriptions: readonly string[];

  private constructor(endpoint: string, queueUrl: string, subscriptions: readonly string[]) {
    this.#sqs = new sqs.SQSClient(clientConfig(endpoint));
    this.#sns = new sns.SNSClient(clientConfig(endpoint));
    this.#queueUrl = queueUrl;
    this.#subscriptions = subscriptions;
  }

  /** Makes the queue and subscribes it. An earlier one of that name is used again, without its messages. */
  static async open(endpoint: string, name: string, topicArns: readonly string[]): Promise<Inbox> {
    const client = new sqs.SQSClient(clientConfig(endpoint));
    const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: name }));
    if (QueueUrl === undefined) throw new Error(`SQS gave no URL for queue ${name}`);
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    const topics = new sns.SNSClient(clientConfig(endpoint));
    const subscriptions: string[] = [];
    for (const TopicArn of topicArns) {
      const { SubscriptionArn } = await topics.send(
        new sns.SubscribeCommand({
          TopicArn,
          Protocol: "sqs",
          Endpoint: Attributes?.QueueArn,
          ReturnSubscriptionArn: true,
        }),
      );
      if (SubscriptionArn !== undefined) subscriptions.push(SubscriptionArn);
    }
    const inbox = new Inbox(endpoint, QueueUrl, subscriptions);
    await inbox.take();
    return inbox;
  }

  /** Takes everything that is in the queue. */
  async take(): Promise<Arrived[]> {
    const arrived: Arrived[] = [];
    for (;;) {
      const { Messages = [] } = await this.#sqs.send(
        new sqs.ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return arrived;
      for (const { Body = "{}", ReceiptHandle } of Messages) {
        const { TopicArn, Subject, Message } = envelope.parse(JSON.parse(Body));
        const { AlarmName, NewStateValue, AlarmDescription } = alarmMessage.parse(JSON.parse(Message));
        arrived.push({
          topic: TopicArn,
          subject: Subject,
          alarm: AlarmName,
          state: NewStateValue,
          description: AlarmDescription,
        });
        await this.#sqs.send(new sqs.DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle }));
      }
    }
  }

  /** Ends the subscriptions and removes the queue. */
  async close(): Promise<void> {
    for (const SubscriptionArn of this.#subscriptions) {
      await this.#sns.send(new sns.UnsubscribeCommand({ SubscriptionArn }));
    }
    await this.#sqs.send(new sqs.DeleteQueueCommand({ QueueUrl: this.#queueUrl }));
  }
}
