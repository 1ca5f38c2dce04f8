/**
 * A segment or subsegment as it is kept: what any sender may write by
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html. A documented field whose value has
 * another type than the documented one is left out, so that readers can rely on the types; the raw text keeps it.
 */
export interface SegmentDocument {
  /** Service for a segment; remote host, resource or operation for a subsegment. */
  readonly name: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Seconds since the epoch, with fractions. */
  readonly start_time: number;
  /** Seconds since the epoch; absent while in progress. */
  readonly end_time?: number;
  readonly in_progress?: boolean;
  /** `1-` + 8 hexadecimal digits + `-` + 24. Absent in a subsegment that was joined to its parent. */
  readonly trace_id?: string;
  /** The calling segment or subsegment. Absent in a subsegment that was joined to its parent. */
  readonly parent_id?: string;
  /** `subsegment` for a subsegment whose parent has not come. */
  readonly type?: string;
  /** `aws` or `remote` for a call out of the process. */
  readonly namespace?: string;
  /** Where the service runs, such as `AWS::EKS::Container`. */
  readonly origin?: string;
  readonly resource_arn?: string;
  readonly user?: string;
  readonly inferred?: boolean;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly throttle?: boolean;
  readonly service?: { readonly version?: string; readonly name?: string };
  readonly http?: HttpBlock;
  readonly sql?: SqlBlock;
  readonly aws?: AwsBlock;
  readonly cause?: CauseBlock;
  readonly annotations?: Readonly<Record<string, AnnotationValue>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly links?: readonly { readonly id?: string; readonly trace_id?: string }[];
  readonly precursor_ids?: readonly string[];
  readonly subsegments?: readonly SegmentDocument[];
}

export type AnnotationValue = string | number | boolean;

export interface HttpBlock {
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly user_agent?: string;
    readonly client_ip?: string;
    readonly x_forwarded_for?: boolean;
    readonly traced?: boolean;
  };
  readonly response?: { readonly status?: number; readonly content_length?: number };
}

export interface SqlBlock {
  readonly connection_string?: string;
  readonly url?: string;
  readonly sanitized_query?: string;
  readonly database_type?: string;
  readonly database_version?: string;
  readonly driver_version?: string;
  readonly user?: string;
  readonly preparation?: string;
}

/** The block holds more than this; what a reader of traces here looks at is named. */
export interface AwsBlock {
  readonly operation?: string;
  readonly account_id?: string;
  readonly region?: string;
  readonly request_id?: string;
  readonly queue_url?: string;
  readonly table_name?: string;
  readonly topic_arn?: string;
  readonly function_name?: string;
  readonly bucket_name?: string;
  readonly retries?: number;
  readonly ec2?: { readonly instance_id?: string; readonly availability_zone?: string };
  readonly xray?: { readonly sdk?: string; readonly sdk_version?: string; readonly sampling_rule_name?: string };
  readonly [key: string]: unknown;
}

export interface CauseBlock {
  readonly working_directory?: string;
  readonly paths?: readonly string[];
  readonly exceptions?: readonly ExceptionRecord[];
}

export interface ExceptionRecord {
  readonly id?: string;
  readonly message?: string;
  readonly type?: string;
  readonly remote?: boolean;
  readonly truncated?: number;
  readonly skipped?: number;
  /** Id of the exception that caused this one. */
  readonly cause?: string;
  readonly stack?: readonly { readonly path?: string; readonly line?: number; readonly label?: string }[];
}

/** A document as it came: a segment, or a subsegment that was sent alone. */
export interface SentDocument extends SegmentDocument {
  readonly trace_id: string;
}
