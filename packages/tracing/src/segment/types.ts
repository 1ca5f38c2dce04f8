/**
 * The segment document that X-Ray takes, one per datagram.
 * Fields: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface SegmentDocument {
  /** Service name for a segment, remote host or operation for a subsegment. At most 200 characters. */
  name: string;
  /** 16 hex digits. */
  id: string;
  /** `1-` + 8 hex digits of epoch seconds + `-` + 24 hex digits. */
  trace_id: string;
  /** Seconds since the epoch, with fractions. */
  start_time: number;
  /** Seconds since the epoch; absent while `in_progress`. */
  end_time?: number;
  in_progress?: true;
  type?: "subsegment";
  parent_id?: string;
  namespace?: "aws" | "remote";
  origin?: string;
  service?: { version: string };
  /** At most 250 characters. */
  user?: string;
  error?: true;
  throttle?: true;
  fault?: true;
  cause?: Cause;
  http?: HttpBlock;
  sql?: SqlBlock;
  aws?: AwsBlock;
  annotations?: Record<string, AnnotationValue>;
  metadata?: Record<string, Record<string, unknown>>;
  links?: SegmentLink[];
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
  };
  response?: { status?: number; content_length?: number };
}

export interface SqlBlock {
  database_type?: string;
  user?: string;
  url?: string;
  sanitized_query?: string;
}

export interface AwsBlock {
  operation?: string;
  region?: string;
  account_id?: string;
  request_id?: string;
  queue_url?: string;
  table_name?: string;
  retries?: number;
  /** Any other documented key of the block, such as `ec2`, `ecs`, `eks`, `elastic_beanstalk`, `cloudwatch_logs`. */
  ec2?: Record<string, string>;
  ecs?: Record<string, string>;
  eks?: Record<string, string>;
  elastic_beanstalk?: { environment_name?: string; version_label?: string; deployment_id?: number };
  cloudwatch_logs?: { log_group?: string; arn?: string }[];
  xray?: { sdk: string; sdk_version: string; auto_instrumentation: boolean; sampling_rule_name?: string };
}

export interface Cause {
  working_directory?: string;
  exceptions: ExceptionRecord[];
}

export interface ExceptionRecord {
  /** 16 hex digits, unique within the trace. */
  id: string;
  message?: string;
  type?: string;
  /** True when a remote service reported the error. */
  remote?: true;
  /** Number of stack frames left out at the end. */
  truncated?: number;
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
