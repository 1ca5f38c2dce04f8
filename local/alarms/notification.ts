import type { AlarmState } from "@pmp/alarms";
import { accountId, region } from "../aws.ts";

/** What a notification is about. */
export interface StateChange {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** When the state changed. */
  readonly at: Date;
}

export interface Notification {
  readonly subject: string;
  readonly message: string;
}

/**
 * The text that CloudWatch sends to a topic, with the fields that people and pagers read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function notification({ name, arn, description, from, to, reason, at }: StateChange): Notification {
  const message = {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: accountId,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: at.toISOString().replace("Z", "+0000"),
    Region: region,
    AlarmArn: arn,
    OldStateValue: from,
  };
  return { subject: `${to}: "${name}" in ${region}`.slice(0, MAX_SUBJECT), message: JSON.stringify(message) };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 100;
