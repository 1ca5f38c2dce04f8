import type { AwsBlock, Received, SegmentDocument as WrittenDocument } from "@pmp/segment";

type Fields = Received<Omit<WrittenDocument, "id" | "name" | "start_time" | "aws" | "metadata">>;
type AwsFields = Received<Omit<AwsBlock, "ec2" | "ecs" | "eks" | "elastic_beanstalk" | "cloudwatch_logs">>;

/**
 * A segment or subsegment as it is stored. Fields whose value has another type than the documented one are removed, so
 * that readers can rely on the types; the raw text keeps them.
 */
export interface SegmentDocument extends Fields {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  /** Absent in a subsegment that was joined to its parent, as is `parent_id`. */
  readonly trace_id?: string;
  readonly aws?: AwsFields & {
    readonly ec2?: { readonly instance_id?: string; readonly availability_zone?: string };
    /** Not checked: any sender may write more. */
    readonly [key: string]: unknown;
  };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly subsegments?: readonly SegmentDocument[];
}

/** A document as it was received: a segment, or a subsegment that was sent alone. */
export interface SentDocument extends SegmentDocument {
  readonly trace_id: string;
}
