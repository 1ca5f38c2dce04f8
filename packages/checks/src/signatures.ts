/** What a line of a log says about a check. */
export interface Signature {
  /** The check that the line is evidence for. */
  readonly check: string;
  readonly from: "agent" | "api";
  readonly pattern: RegExp;
  /** Seconds within which the line is written again while what it says lasts: an older one is over. */
  readonly repeats?: number;
  /** The line by which the program says that it is over: what comes before it does not count. */
  readonly over?: { readonly pattern: RegExp; readonly sample: string };
  /** A line as such a program writes it. Ids and names are made up. */
  readonly sample: string;
}

/**
 * Lines of logs, as data. Those of the daemon are of aws/aws-xray-daemon 3.6 and, for errors of AWS, of the AWS SDKs that
 * it and older releases are built with; the collector's are of its exporter helper; the API's of @pmp/tracing and of the
 * X-Ray SDK for Node.js.
 */
export const SIGNATURES: readonly Signature[] = [
  {
    check: "agent-has-credentials",
    from: "agent",
    pattern:
      /NoCredentialProviders|Unable to (?:retrieve credentials|sign request)|failed to refresh cached credentials|no EC2 IMDS role found/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: operation error XRay: PutTraceSegments, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found",
  },
  {
    check: "agent-is-not-denied",
    from: "agent",
    pattern: /AccessDenied(?:Exception)?:.*(?:xray:\w+|not authorized to perform)/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: operation error XRay: PutTraceSegments, https response error StatusCode: 403, RequestID: 5a0a, api error AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/pmp-xray-daemon/i is not authorized to perform: xray:PutTraceSegments on resource: * because no identity-based policy allows the xray:PutTraceSegments action",
  },
  {
    check: "web-identity-is-accepted",
    from: "agent",
    pattern: /AssumeRoleWithWebIdentity.*(?:AccessDenied|InvalidIdentityToken)|InvalidIdentityToken/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: operation error XRay: PutTraceSegments, get identity: get credentials: failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 77, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  },
  {
    check: "agent-clock-is-right",
    from: "agent",
    pattern: /Signature expired|Signature not yet current|RequestTimeTooSkewed/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: InvalidSignatureException: Signature expired: 20261122T081403Z is now earlier than 20261122T090903Z (20261122T091403Z - 5 min.)",
  },
  {
    check: "agent-signs-for-its-region",
    from: "agent",
    pattern: /Credential should be scoped to a valid region/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: InvalidSignatureException: Credential should be scoped to a valid region, not 'us-east-1'.",
  },
  {
    check: "agent-reaches-xray",
    from: "agent",
    repeats: 600,
    pattern:
      /(?:dial tcp.*(?:i\/o timeout|connection refused|no such host)|context deadline exceeded|Client[.]Timeout exceeded|no such host).*/,
    sample:
      '2026-11-22T09:14:03Z [Error] Sending segment batch failed with: operation error XRay: PutTraceSegments, https response error StatusCode: 0, RequestID: , request send failed, Post "https://xray.us-east-1.amazonaws.com/TraceSegments": dial tcp 3.220.9.1:443: i/o timeout',
  },
  {
    check: "sts-is-regional",
    from: "agent",
    pattern: /https:\/\/sts[.]amazonaws[.]com.*(?:timeout|no such host|deadline exceeded|refused)/,
    sample:
      '2026-11-22T09:14:03Z [Error] Unable to sign request: WebIdentityErr: failed to retrieve credentials caused by: RequestError: send request failed caused by: Post "https://sts.amazonaws.com/": dial tcp 54.239.29.25:443: i/o timeout',
  },
  {
    check: "agent-is-not-throttled",
    from: "agent",
    repeats: 600,
    pattern: /Throttl(?:ing|ed)Exception|Rate exceeded/,
    sample: "2020-06-12T18:05:05Z [Error] Sending segment batch failed with: ThrottlingException: Rate exceeded",
  },
  {
    check: "segments-are-accepted",
    from: "agent",
    repeats: 600,
    pattern: /had [1-9]\d* Unprocessed segments|Unprocessed (?:segment|trace)/,
    sample: "2026-11-22T09:14:03Z [Info] Sent batch of 50 segments but had 2 Unprocessed segments (0.084 seconds)",
  },
  {
    check: "segments-are-accepted",
    from: "agent",
    repeats: 600,
    pattern: /Trace Size Exceeded/i,
    sample:
      '2026-11-22T09:14:03Z [Error] Unprocessed segment: {ErrorCode: "TraceSizeExceeded", Id: "6f58e0d1c1c9f1a2", Message: "Trace Size Exceeded"}',
  },
  {
    check: "agent-knows-its-region",
    from: "agent",
    pattern: /Cannot fetch region variable|Unable to fetch region from EC2 metadata/,
    sample:
      "2026-11-22T09:14:03Z [Error] Cannot fetch region variable from config file, environment variables, ecs metadata, or ec2 metadata. Use local-mode to use the local config region.",
  },
  {
    check: "agent-port-is-free",
    from: "agent",
    pattern: /proxy http server failed to listen|address already in use/,
    sample:
      "2026-11-22T09:14:03Z [Error] proxy http server failed to listen: listen tcp 0.0.0.0:2000: bind: address already in use",
  },
  {
    check: "agent-config-is-read",
    from: "agent",
    pattern: /Error occur when using config flag|Bad proxy URL|Config Version is missing|flag is invalid/,
    sample:
      "2026-11-22T09:14:03Z [Error] Error occur when using config flag: XRayDaemon.TotalBufferSizeMB flag is invalid. Please use a correct flag",
  },
  {
    check: "agent-config-is-read",
    from: "agent",
    pattern: /cannot unmarshal the configuration|failed to get config|invalid configuration/,
    sample:
      "Error: failed to get config: cannot unmarshal the configuration: decoding failed due to the following error(s): 'exporters' unknown type: \"xray\"",
  },
  {
    check: "agent-buffer-holds",
    from: "agent",
    repeats: 600,
    pattern: /Spilling over \d+ segments|Segment dropped[.] Consider increasing memory limit|Segment buffer is full/,
    sample: "2026-11-22T09:14:03Z [Warn] Segment dropped. Consider increasing memory limit",
  },
  {
    check: "agent-has-buffer-memory",
    from: "agent",
    pattern: /Not enough Buffers Memory Allocated/,
    sample: "2026-11-22T09:14:03Z [Error] Not enough Buffers Memory Allocated. Min Buffers Memory required: 3 MB.",
  },
  {
    check: "collector-queue-holds",
    from: "agent",
    repeats: 600,
    pattern: /sending queue is full|data refused due to high memory usage|Memory usage is above/,
    sample:
      '2026-11-22T09:14:03.801Z\twarn\tbatchprocessor@v0.111.0/batch_processor.go:279\tSender failed\t{"kind": "processor", "name": "batch", "error": "sending queue is full"}',
  },
  {
    check: "collector-exports",
    from: "agent",
    repeats: 600,
    pattern: /Exporting failed[.]/,
    sample:
      '2024-11-12T10:11:12.000Z\terror\tinternal/base_exporter.go:153\tExporting failed. Rejecting data.\t{"kind": "exporter", "data_type": "traces", "name": "awsxray", "error": "Permanent error: : \\n\\tstatus code: 408, request id: ", "rejected_items": 512}',
  },
  {
    check: "agent-hears-only-segments",
    from: "agent",
    repeats: 600,
    pattern: /\[Warn\] (?:Invalid header|Missing header)/,
    sample: "2026-11-22T09:14:03Z [Warn] Missing header or segment: GET / HTTP/1.1",
  },
  {
    check: "mesh-leaves-signatures-alone",
    from: "agent",
    pattern: /signature we calculated does not match/,
    sample:
      "2026-11-22T09:14:03Z [Error] Sending segment batch failed with: InvalidSignatureException: The request signature we calculated does not match the signature you provided.",
  },
  {
    check: "app-imports-tracing-first",
    from: "api",
    pattern: /pmp-tracing: another copy of @opentelemetry\/api.*was used first/,
    sample:
      'warn pmp-tracing: another copy of @opentelemetry/api, 1.8.0, was used first and refuses this one: requests become segments, but without their callers\' traces and without calls, annotations and errors. Install one version of it, and import "@pmp/tracing/register" before anything else.',
  },
  {
    check: "one-api-copy",
    from: "api",
    pattern: /pmp-tracing: two copies of @opentelemetry\/api/,
    sample:
      "warn pmp-tracing: two copies of @opentelemetry/api are installed, 1.9.1 and 1.8.0: they work together, but only as long as neither is updated. Install 1.9.1 in the app as well, and run npm dedupe.",
  },
  {
    check: "one-sdk-only",
    from: "api",
    pattern:
      /pmp-tracing: another OpenTelemetry SDK was registered before|Attempted duplicate registration of API: trace/,
    sample:
      "warn pmp-tracing: another OpenTelemetry SDK was registered before; spans made through the OpenTelemetry API go there and not to X-Ray. Remove one of the two.",
  },
  {
    check: "spans-are-recorded",
    from: "api",
    pattern: /pmp-tracing: spans made through the OpenTelemetry API are not recorded/,
    sample:
      "warn pmp-tracing: spans made through the OpenTelemetry API are not recorded: a no-op provider is in place.",
  },
  {
    check: "app-finds-its-agent",
    from: "api",
    repeats: 150,
    pattern: /pmp-tracing: no X-Ray agent listens on UDP/,
    over: {
      pattern: /pmp-tracing: an X-Ray agent listens on UDP/,
      sample: "warn pmp-tracing: an X-Ray agent listens on UDP xray-daemon:2000.",
    },
    sample: "warn pmp-tracing: no X-Ray agent listens on UDP xray-daemon:2000. Segments wait, up to a limit.",
  },
  {
    check: "app-finds-its-agent",
    from: "api",
    repeats: 150,
    pattern: /pmp-tracing: can't open .* for segments/,
    over: {
      pattern: /pmp-tracing: opened .* for segments/,
      sample: "warn pmp-tracing: opened xray-daemon:2000 for segments.",
    },
    sample: "warn pmp-tracing: can't open xray-daemon:2000 for segments: getaddrinfo ENOTFOUND xray-daemon. Retrying.",
  },
  {
    check: "app-drops-no-segments",
    from: "api",
    repeats: 600,
    pattern: /pmp-tracing: dropped \d+ segment documents because/,
    sample: "warn pmp-tracing: dropped 12 segment documents because the queue is full; 12 so far.",
  },
  {
    check: "sampler-gets-rules",
    from: "api",
    repeats: 80,
    pattern:
      /pmp-tracing: can't get the sampling rules|Failed to connect to X-Ray daemon.*sampling|Failed to get sampling rules/,
    over: {
      pattern: /pmp-tracing: got the sampling rules/,
      sample: "warn pmp-tracing: got the sampling rules from the X-Ray agent.",
    },
    sample:
      "warn pmp-tracing: can't get the sampling rules from the X-Ray agent: connect ECONNREFUSED 10.100.7.7:2000. Retrying.",
  },
  {
    check: "sampler-gets-rules",
    from: "api",
    repeats: 80,
    pattern: /pmp-tracing: can't report sampling statistics/,
    over: {
      pattern: /pmp-tracing: reported sampling statistics/,
      sample: "warn pmp-tracing: reported sampling statistics to the X-Ray agent.",
    },
    sample:
      "warn pmp-tracing: can't report sampling statistics to the X-Ray agent: connect ECONNREFUSED 10.100.7.7:2000. Retrying.",
  },
  {
    check: "sampling-rules-are-understood",
    from: "api",
    pattern: /pmp-tracing: these sampling rules are of an unknown kind/,
    sample: "warn pmp-tracing: these sampling rules are of an unknown kind and are not used: legacy-rule.",
  },
  {
    check: "statistics-are-accepted",
    from: "api",
    repeats: 80,
    pattern: /pmp-tracing: X-Ray refused sampling statistics/,
    sample: "warn pmp-tracing: X-Ray refused sampling statistics: pmp-api-health: rule not found.",
  },
  {
    check: "fallback-plan-is-read",
    from: "api",
    pattern: /pmp-tracing: can't use the sampling plan PMP_SAMPLING_PLAN_FILE/,
    sample:
      "warn pmp-tracing: can't use the sampling plan PMP_SAMPLING_PLAN_FILE=/etc/pmp/sampling-plan.json: ENOENT: no such file or directory.",
  },
  {
    check: "settings-of-tracing-are-right",
    from: "api",
    pattern: /pmp-tracing: .*(?:; it must be|must be key=value|Using "(?:xray|false)"|Using 127\.0\.0\.1:2000)/,
    sample: 'warn pmp-tracing: OTEL_TRACES_EXPORTER is "zipkin"; it must be "xray", "otlp" or "none". Using "xray".',
  },
  {
    check: "context-is-kept",
    from: "api",
    pattern: /Failed to get the current sub\/segment from the context/,
    sample: "2026-11-22 09:14:03.123 +00:00 [ERROR] Error: Failed to get the current sub/segment from the context.",
  },
  {
    check: "segments-fit-a-datagram",
    from: "api",
    pattern: /EMSGSIZE|too large to send/,
    sample:
      "2026-11-22 09:14:03.123 +00:00 [ERROR] Error occurred sending segment: Error: send EMSGSIZE 10.100.7.7:2000",
  },
  {
    check: "xray-sdk-fits-node",
    from: "api",
    pattern: /TypeError:.*(?:captureHTTPs|capturePromise|only a getter|aws-xray-sdk)/i,
    sample: "TypeError: Cannot set property request of [object Module] which has only a getter (captureHTTPsGlobal)",
  },
];

/** The signatures of a check. */
export function signaturesOf(check: string): readonly Signature[] {
  return SIGNATURES.filter((signature) => signature.check === check);
}

/** The daemon says so after each batch that X-Ray took: what went wrong before is over. */
export const SENT = /Successfully sent batch of \d+ segments/;
