import { z } from "zod";
import { field, ranged, text, whole, yesNo } from "../field.ts";
import { plan } from "../../sampling/schema.ts";
import { arn, httpUrl } from "./forms.ts";

/**
 * Which requests are traced: a preset, with rules of your own before its catch-all. It is checked by `checkPlan`, which
 * knows the other settings that the plan depends on.
 */
export const sampling = plan;

/** X-Ray groups. */
export const groups = z
  .strictObject({
    /** A request slower than this belongs to the group of slow ones. */
    slowSeconds: ranged(0.001, 300, "seconds", 2).default(2),
    /** X-Ray Insights looks for anomalies of faults in the group of all traces. Costs per trace that it looks at. */
    insights: yesNo(true).default(false),
    /** Insights are sent to the alarm topic. Needs insights, and the topic that this program makes. */
    insightsNotifications: yesNo(true).default(false),
  })
  .prefault({});

/** Alarms on the groups' trace counts. */
export const alarms = z
  .strictObject({
    /** Alarm above this share of traces with a fault (5xx). */
    faultRatePercent: ranged(0.1, 100, "percent of traces", 5).default(5),
    /** Alarm above this share of traces with an error (4xx). */
    errorRatePercent: ranged(0.1, 100, "percent of traces", 25).default(25),
    /** Alarm above this share of slow traces. */
    slowPercent: ranged(0.1, 100, "percent of traces", 10).default(10),
    /** Below this many traces in a period the rates say nothing, and no rate alarm fires. */
    minimumTraces: whole(1, 1_000_000, "traces per period", 20).default(20),
    /**
     * Length of a period. X-Ray may publish the count of a minute some minutes later: under 300 the newest period is
     * then empty at each evaluation, and the rate alarms never fire.
     */
    periodSeconds: field(z.int().min(60).max(3600).multipleOf(60), {
      allowed: "60 to 3600 seconds, in whole minutes",
      example: 300,
    }).default(300),
    /**
     * A rate alarm fires after this many bad periods in a row. CloudWatch looks back one day, which is 24 of the
     * longest.
     */
    evaluationPeriods: whole(1, 24, "periods", 2).default(2),
    /**
     * Alarm when no trace at all was recorded for so long. 0 where quiet hours are normal: then there is no such alarm.
     */
    noTracesMinutes: field(z.int().min(0).max(1440).multipleOf(5), {
      allowed: "0 (no such alarm) to 1440 minutes, in steps of 5",
      example: 30,
    }).default(30),
    /** An existing SNS topic for all alarms. Without it, a topic is made. */
    topicArn: arn("sns", "", "arn:aws:sns:us-east-1:123456789012:on-call").exactOptional(),
    /** Subscribed to the topic that is made; AWS sends a mail that has to be confirmed. */
    email: text(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address", "on-call@example.com").exactOptional(),
    /** An existing topic for the one urgent alarm. Default: the topic of the other alarms. */
    pagingTopicArn: arn("sns", "", "arn:aws:sns:us-east-1:123456789012:pager").exactOptional(),
    /** Page that says what to do; its address is part of each alarm's description. */
    runbookUrl: httpUrl("https://wiki.example.com/pmp-api").exactOptional(),
  })
  .prefault({});
