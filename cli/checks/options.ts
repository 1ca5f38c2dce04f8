import { UsageError, type Program } from "@pmp/command-line";
import { JSON_OPTION } from "../commands/invocation.ts";

/** The options of both commands. */
export interface CheckOptions {
  readonly namespace?: string | undefined;
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly cluster?: string | undefined;
  readonly ecsService?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly kubectl?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly list?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly save?: string | undefined;
  readonly from?: string | undefined;
  readonly wait: number;
  readonly probe?: boolean | undefined;
  readonly requests?: number | undefined;
  readonly path?: readonly string[] | undefined;
  readonly url?: string | undefined;
}

export const CHECKS_HELP = `
Without a stack: --namespace and --service (and --region) say what to look at; on
ECS, --ecs-service and --cluster. Credentials are found as the AWS CLI and kubectl
find them. A right that is missing leaves checks out, and says so; docs/checks.md
has every check, and the IAM policy and Role that all of them read with.

Exit codes: 0 nothing broken (verify: all proven), 1 something broken (verify: or
not proven), 2 it could not be done as asked, or a check crashed.`;

/** Adds the options of {@link CheckOptions} that both commands have. */
export function addCheckOptions(command: Program) {
  return command
    .option("-n, --namespace <NAME>", "namespace of the API; default: the stack's, or pmp")
    .option("--service <NAME>", "name of the API in X-Ray; default: the stack's, or pmp-api")
    .option("--region <REGION>", "AWS region; default: the stack's, or AWS_REGION")
    .option("--profile <NAME>", "profile of the AWS configuration; default: the stack's, or AWS_PROFILE")
    .option("--cluster <NAME>", "name of the EKS or ECS cluster; default: the stack's")
    .option("--ecs-service <NAME>", "look at this ECS service instead of Kubernetes")
    .option("--endpoint-url <URL>", "another address of AWS, such as http://127.0.0.1:4566", url("--endpoint-url"))
    .option("--kubeconfig <FILE>", "kubeconfig; default: as kubectl finds it")
    .option("--context <NAME>", "context of the kubeconfig; default: the stack's, or the current one")
    .option("--kubectl <FILE>", "the program kubectl; default: from PATH")
    .option("--only <CHECK...>", "run these checks only")
    .option("--skip <CHECK...>", "run all checks but these")
    .option("--list", "list the checks, and run none")
    .option("--verbose", "also name the checks that are not for this deployment")
    .option("--junit <FILE>", "also write the results as JUnit XML")
    .option("--save <FILE>", "also write all that was read, with account ids masked, to send it to somebody")
    .option("--from <FILE>", "run the checks on a file of --save")
    .option(...JSON_OPTION);
}

/** Reads the value of an option as an http or https URL. */
export function url(option: string): (text: string) => string {
  return (text) => {
    const { protocol = "" } = URL.parse(text) ?? {};
    if (protocol === "http:" || protocol === "https:") return text;
    throw new UsageError(`${option} must be an http or https URL, got ${text}.`);
  };
}
