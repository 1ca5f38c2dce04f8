import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { XRay } from "@aws-sdk/client-xray";
import { UsageError } from "@pmp/command-line";
import { consoleLink } from "@pmp/xray-local/console-link";
import type { Invocation } from "../../commands/invocation.ts";
import { explainFailure } from "../../live/failure.ts";
import { regionOf } from "../../live/region.ts";
import type { LiveSource } from "../../live/source.ts";
import type { McpOptions } from "../options.ts";
import type { SourceArguments } from "../schemas.ts";
import { findLocal } from "./local.ts";
import { LOGS_READS, readOnly, XRAY_READS } from "./read-only.ts";

export type XRayReads = Pick<XRay, (typeof XRAY_READS)[number]>;
export type LogsReads = Pick<CloudWatchLogs, (typeof LOGS_READS)[number]>;

/** An X-Ray that can be asked: on this machine, or in AWS. Both answer the same operations. */
export interface XRaySource {
  /** For answers and messages. */
  readonly name: string;
  readonly xray: XRayReads;
  /** Undefined where no log lines are kept. */
  readonly logs: LogsReads | undefined;
  /** The page of a trace for people. */
  readonly page: (traceId: string) => string;
  /** Explains why a call failed, with the fix. */
  readonly explain: (error: unknown, actions: string) => UsageError;
}

/** Loaded lazily, because the checks take longer to load than the server. */
function loadClients(): Promise<Pick<typeof import("@pmp/checks"), "awsClients">> {
  return import("@pmp/checks");
}

/** The X-Ray on this machine. Nothing of the user's AWS credentials is sent to it. */
async function localSource(options: McpOptions, port: number | undefined): Promise<XRaySource> {
  const url = await findLocal(options.localUrl, port);
  const { awsClients } = await loadClients();
  const aws = awsClients({
    region: "us-east-1",
    endpoint: url,
    credentials: () => Promise.resolve({ accessKeyId: "local", secretAccessKey: "local" }),
  });
  return {
    name: `the local X-Ray at ${url}`,
    xray: readOnly(await aws("xray"), XRAY_READS),
    logs: undefined,
    page: (traceId) => `${url}/#/traces/${traceId}`,
    explain: (error) => {
      const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      return new UsageError(`The local X-Ray at ${url} answers: ${line}`);
    },
  };
}

async function awsSource(invocation: Invocation, options: McpOptions): Promise<XRaySource> {
  const source = await liveSource(invocation, options);
  const { region, profile, endpointUrl } = source;
  const [{ awsClients }, { roleCredentials }] = await Promise.all([loadClients(), import("../../live/credentials.ts")]);
  const credentials = roleCredentials(source);
  const aws = awsClients({
    region,
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(credentials !== undefined && { credentials }),
  });
  return {
    name: endpointUrl === undefined ? `X-Ray in ${region}` : `X-Ray at ${endpointUrl}`,
    xray: readOnly(await aws("xray"), XRAY_READS),
    logs: readOnly(await aws("logs"), LOGS_READS),
    page: (traceId) => consoleLink(traceId, region),
    explain: (error, actions) =>
      error instanceof UsageError ? error : new UsageError(explainFailure(error, source, actions)),
  };
}

/** Region, profile and roles: of the options, else of the stack, else of the environment. @throws UsageError */
async function liveSource(
  { folder, env }: Invocation,
  { stack, region, profile, endpointUrl }: McpOptions,
): Promise<LiveSource> {
  const own =
    stack === undefined ? undefined : (await import("../../stack/stack-file.ts")).readStackFile(folder, stack);
  const known = regionOf(env, region, own?.region);
  if (known === undefined) {
    throw new UsageError(
      "No AWS region is named. Start the server with --region us-east-1 or with --stack, or set AWS_REGION: pmp-xray mcp init --help.",
    );
  }
  return {
    file: own?.file ?? "the environment",
    region: known,
    profile: profile ?? own?.profile,
    ...(profile !== undefined && { profileFrom: "--profile" }),
    assumeRoles: own?.assumeRoles ?? [],
    endpointUrl,
  };
}

/** Finds the X-Ray that a call names. That of AWS stays the same; the local ones come and go. */
export function sources(invocation: Invocation, options: McpOptions): (args: SourceArguments) => Promise<XRaySource> {
  let aws: Promise<XRaySource> | undefined;
  return ({ source, port }) => {
    if (source === "local") return localSource(options, port);
    aws ??= awsSource(invocation, options);
    // What is wrong may be mended without a new server.
    aws.catch(() => (aws = undefined));
    return aws;
  };
}
