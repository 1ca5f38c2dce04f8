/**
 * X-Ray's segment document, as a sender writes it:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface SegmentDocument {
  /** Service for a segment; remote host, resource or operation for a subsegment. At most 200 characters. */
  name: string;
  /** 16 hexadecimal digits. */
  id: string;
  /** `1-` + 8 hexadecimal digits of epoch seconds + `-` + 24 hexadecimal digits. */
  trace_id: string;
  /** Seconds since the epoch, with fractions. */
  start_time: number;
  /** Seconds since the epoch; absent while `in_progress`. */
  end_time?: number;
  in_progress?: true;
  /** `subsegment` for one that is sent in a document of its own. */
  type?: "subsegment";
  /** The calling segment or subsegment. */
  parent_id?: string;
  /** For a call out of the process. */
  namespace?: "aws" | "remote";
  /** Where the service runs: `AWS::EKS::Container`. */
  origin?: string;
  resource_arn?: string;
  service?: { version?: string; name?: string };
  /** At most 250 characters. */
  user?: string;
  inferred?: true;
  error?: true;
  throttle?: true;
  fault?: true;
  cause?: Cause;
  http?: HttpBlock;
  sql?: SqlBlock;
  aws?: AwsBlock;
  /** X-Ray indexes keys of letters, digits, `_` and `.` only. */
  annotations?: Record<string, AnnotationValue>;
  metadata?: Record<string, Record<string, unknown>>;
  links?: SegmentLink[];
  precursor_ids?: string[];
}

/** X-Ray indexes only these. */
export type AnnotationValue = string | number | boolean;

export interface HttpBlock {
  request?: {
    method?: string;
    url?: string;
    user_agent?: string;
    client_ip?: string;
    /** True when `client_ip` was read from a forwarding header and so cannot be trusted. */
    x_forwarded_for?: true;
    /** True when the called service sends a segment of its own. */
    traced?: true;
  };
  response?: { status?: number; content_length?: number };
}

export interface SqlBlock {
  connection_string?: string;
  url?: string;
  sanitized_query?: string;
  database_type?: string;
  database_version?: string;
  driver_version?: string;
  user?: string;
  preparation?: string;
}

/** The documented keys that are written or read here; there are more. */
export interface AwsBlock {
  operation?: string;
  region?: string;
  account_id?: string;
  request_id?: string;
  queue_url?: string;
  table_name?: string;
  topic_arn?: string;
  function_name?: string;
  bucket_name?: string;
  retries?: number;
  ec2?: Record<string, string>;
  ecs?: Record<string, string>;
  eks?: Record<string, string>;
  elastic_beanstalk?: { environment_name?: string; version_label?: string; deployment_id?: number };
  cloudwatch_logs?: { log_group?: string; arn?: string }[];
  xray?: { sdk: string; sdk_version: string; auto_instrumentation: boolean; sampling_rule_name?: string };
}

export interface Cause {
  working_directory?: string;
  paths?: string[];
  exceptions: ExceptionRecord[];
}

export interface ExceptionRecord {
  /** 16 hexadecimal digits, unique within the trace. */
  id: string;
  message?: string;
  type?: string;
  /** True when a remote service reported the error. */
  remote?: true;
  /** Number of stack frames left out at the end. */
  truncated?: number;
  /** Number of exceptions left out between this one and its cause. */
  skipped?: number;
  /** Id of the exception that caused this one. */
  cause?: string;
  stack?: StackFrame[];
}

export interface StackFrame {
  path: string;
  line: number;
  label: string;
}

export interface SegmentLink {
  id: string;
  trace_id: string;
  attributes?: Record<string, unknown>;
}

/**
 * The same as a receiver may rely on it when any sender may have written it, and fields whose values have another type
 * than the documented one were removed: every field optional, flags of either value, texts of any content.
 */
export type Received<T> = unknown extends T
  ? T
  : T extends boolean
    ? boolean
    : T extends string
      ? string
      : T extends readonly (infer Item)[]
        ? readonly Received<Item>[]
        : T extends object
          ? string extends keyof T
            ? { readonly [Key in keyof T]: Received<T[Key]> }
            : { readonly [Key in keyof T]?: Received<T[Key]> }
          : T;
