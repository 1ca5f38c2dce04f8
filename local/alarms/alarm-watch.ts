import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as sns from "@aws-sdk/client-sns";
import {
  evaluateAlarm,
  evaluateComposite,
  evaluationRange,
  readAlarm,
  type AlarmDefinition,
  type AlarmState,
  type Evaluation,
} from "@pmp/alarms";
import { clientConfig } from "../aws.ts";
import { Metrics } from "./metrics.ts";
import { notification } from "./notification.ts";

/** An alarm as DescribeAlarms answers it. */
export interface AlarmReading {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason: string;
}

type Described = cloudwatch.MetricAlarm | cloudwatch.CompositeAlarm;

/**
 * Does what the emulator's CloudWatch leaves out: it sets the state of alarms on metric math, and notifies the topics of each
 * alarm whose state has changed. Alarms on one metric and composite alarms are evaluated by the emulator.
 */
export class AlarmWatch {
  readonly #cloudwatch: cloudwatch.CloudWatchClient;
  readonly #sns: sns.SNSClient;
  readonly #metrics: Metrics;
  /** The states that were seen last; what is new was in none. */
  readonly #seen = new Map<string, AlarmState>();

  constructor(endpoint: string) {
    this.#cloudwatch = new cloudwatch.CloudWatchClient(clientConfig(endpoint));
    this.#sns = new sns.SNSClient(clientConfig(endpoint));
    this.#metrics = new Metrics(endpoint);
  }

  /**
   * Evaluates and notifies.
   *
   * @param now seconds since 1970: alarms on metric math are evaluated as of this time, which may be in the past
   * @returns every alarm, read back
   */
  async step(now: number): Promise<AlarmReading[]> {
    for (const alarm of await this.#describe()) {
      if (isComposite(alarm) || (alarm.Metrics ?? []).length === 0) continue;
      const { state, reason } = await this.#evaluate(readAlarm(alarm), now, stateOf(alarm));
      if (state === stateOf(alarm)) continue;
      await this.#cloudwatch.send(
        new cloudwatch.SetAlarmStateCommand({ AlarmName: alarm.AlarmName, StateValue: state, StateReason: reason }),
      );
    }
    const alarms = await this.#describe();
    for (const alarm of alarms) await this.#notify(alarm);
    return alarms.map((alarm) => ({
      name: alarm.AlarmName ?? "",
      state: stateOf(alarm),
      reason: alarm.StateReason ?? "",
    }));
  }

  /** The state of every alarm by this project's own evaluation, those included that the emulator evaluates. */
  async opinion(now: number): Promise<ReadonlyMap<string, AlarmState>> {
    const alarms = await this.#describe();
    const states = new Map<string, AlarmState>();
    for (const alarm of alarms) {
      if (isComposite(alarm)) continue;
      const { state } = await this.#evaluate(readAlarm(alarm), now, stateOf(alarm));
      states.set(alarm.AlarmName ?? "", state);
    }
    for (const alarm of alarms.filter(isComposite)) {
      states.set(alarm.AlarmName ?? "", evaluateComposite(alarm.AlarmRule ?? "", states));
    }
    return states;
  }

  async #describe(): Promise<Described[]> {
    const alarms: Described[] = [];
    const pages = cloudwatch.paginateDescribeAlarms(
      { client: this.#cloudwatch },
      { AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    );
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
      alarms.push(...MetricAlarms, ...CompositeAlarms);
    return alarms;
  }

  async #evaluate(alarm: AlarmDefinition, now: number, current: AlarmState): Promise<Evaluation> {
    const metrics = alarm.queries.flatMap((query) => ("metric" in query ? [query.metric] : []));
    const start = Math.floor(now / 60) * 60 - evaluationRange(alarm);
    const read = await Promise.all(
      metrics.map(async (metric) => [metric, await this.#metrics.read(metric, start, now)] as const),
    );
    const counts = new Map(read);
    return evaluateAlarm(alarm, (metric) => counts.get(metric) ?? new Map<number, number>(), now, current);
  }

  async #notify(alarm: Described): Promise<void> {
    const [name, to] = [alarm.AlarmName ?? "", stateOf(alarm)];
    const from = this.#seen.get(name) ?? "INSUFFICIENT_DATA";
    this.#seen.set(name, to);
    if (from === to || alarm.ActionsEnabled === false) return;
    const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = alarm;
    const actions = { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: InsufficientDataActions }[to];
    const { subject, message } = notification({
      name,
      arn: alarm.AlarmArn ?? "",
      description: alarm.AlarmDescription ?? "",
      from,
      to,
      reason: alarm.StateReason ?? "",
      at: alarm.StateUpdatedTimestamp ?? new Date(),
    });
    for (const TopicArn of actions.filter((arn) => arn.includes(":sns:"))) {
      await this.#sns.send(new sns.PublishCommand({ TopicArn, Subject: subject, Message: message }));
    }
  }
}

function isComposite(alarm: Described): alarm is cloudwatch.CompositeAlarm {
  return "AlarmRule" in alarm && alarm.AlarmRule !== undefined;
}

function stateOf({ StateValue }: Described): AlarmState {
  return StateValue ?? "INSUFFICIENT_DATA";
}
