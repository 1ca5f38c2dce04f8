import type { Program } from "@pmp/command-line";
import { url } from "../checks/options.ts";

/** What the server looks at, unless a call says otherwise. */
export interface McpOptions {
  readonly localUrl?: string | undefined;
  readonly stack?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** Adds the options of {@link McpOptions}, which the server takes and `mcp init` writes into the client's configuration. */
export function addMcpOptions(command: Program) {
  return command
    .option("--local-url <URL>", "page of the local X-Ray; default: ports 2001 to 2010 here", url("--local-url"))
    .option("--stack <STACK>", "the stack for AWS, doctor, verify and cost; default: none")
    .option("--region <REGION>", "AWS region; default: the stack's, or AWS_REGION")
    .option("--profile <NAME>", "profile of the AWS configuration; default: the stack's, or AWS_PROFILE")
    .option("--endpoint-url <URL>", "another address of AWS, such as http://127.0.0.1:4566", url("--endpoint-url"));
}

/** The options as arguments, to start the server with them. */
export function asArguments({ localUrl, stack, region, profile, endpointUrl }: McpOptions): string[] {
  const all = {
    "--local-url": localUrl,
    "--stack": stack,
    "--region": region,
    "--profile": profile,
    "--endpoint-url": endpointUrl,
  };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}
