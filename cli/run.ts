import { runSamplingCommand, samplingUsage, UsageError } from "./sampling/index.ts";
import type { CommandResult } from "./sampling/index.ts";
import manifest from "./package.json" with { type: "json" };
import { POLICY_USAGE } from "./policy-usage.ts";
import { ProjectHost } from "./project-host.ts";

/** What the program knows of the place where it runs. */
export interface Surroundings {
  /** Where the stack files are, and what relative paths are relative to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
}

/**
 * Runs one command of the program.
 *
 * @param argv the arguments of the user, without the program's name
 */
export async function run(argv: readonly string[], { folder, env, readInput }: Surroundings): Promise<CommandResult> {
  if (argv.some((word) => word === "--help" || word === "-h")) return { exitCode: 0, output: help(), errors: "" };
  if (argv[0] === "--version") return { exitCode: 0, output: `${manifest.version}\n`, errors: "" };
  if (argv.length === 0) return { exitCode: 2, output: "", errors: help() };
  try {
    if (argv[0] === "policy") {
      // Only here, because the policies take longer to load than all the rest.
      const { checkPolicy } = await import("./policy.ts");
      return await checkPolicy(argv.slice(1), { folder, readInput });
    }
    const { rest, endpointUrl } = takeEndpointUrl(argv);
    const host = new ProjectHost(folder, env, endpointUrl);
    const result = await runSamplingCommand(rest, host);
    const said = [...[...host.notes].map((note) => `${note}\n`), ...host.written.map((path) => `Wrote ${path}\n`)];
    // On standard error, so that --json stays JSON.
    return { ...result, errors: [...said, result.errors].join("") };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { exitCode: 2, output: "", errors: `${error.message}\n` };
  }
}

const ENDPOINT_URL = "--endpoint-url";

/** The option belongs to the host, as the commands know nothing of AWS's addresses. */
function takeEndpointUrl(argv: readonly string[]): { rest: readonly string[]; endpointUrl?: string } {
  const at = argv.findIndex((word) => word === ENDPOINT_URL || word.startsWith(`${ENDPOINT_URL}=`));
  const word = argv[at];
  if (word === undefined) return { rest: argv };
  const attached = word.length > ENDPOINT_URL.length;
  const endpointUrl = attached ? word.slice(ENDPOINT_URL.length + 1) : argv[at + 1];
  if (endpointUrl === undefined) throw new UsageError(`${ENDPOINT_URL} needs a value, such as http://127.0.0.1:4566.`);
  const rest = argv.filter((_, index) => index !== at && (attached || index !== at + 1));
  if (rest[0] !== "sampling" || rest[1] !== "live") {
    throw new UsageError(`${ENDPOINT_URL} is an option of sampling live only, because nothing else calls AWS.`);
  }
  const { protocol = "" } = URL.parse(endpointUrl) ?? {};
  if (protocol !== "http:" && protocol !== "https:") {
    throw new UsageError(`${ENDPOINT_URL} must be an http or https URL, got ${endpointUrl}.`);
  }
  return { rest, endpointUrl };
}

function help(): string {
  return `pmp-xray ${manifest.version}: the sampling plan of a stack, checked, explained, priced and compared with AWS X-Ray,
and X-Ray on this machine. It reads Pulumi.<stack>.yaml of the project in the current folder; without a STACK it takes prod.

Usage: pmp-xray COMMAND

  dev [OPTIONS] [-- COMMAND …]
      X-Ray on this machine, with a page, and the command with tracing on: pmp-xray dev --help
${samplingUsage()}
  ${POLICY_USAGE}
      do rendered objects of Kubernetes (helm template, kustomize build) keep to the policies; - is standard input

  --json                  the answer as JSON on standard output
  --config FILE           policy: levels, options and exceptions, as pulumi preview --policy-pack-config takes them
  --endpoint-url URL      sampling live: another address of X-Ray, such as http://127.0.0.1:4566
  --help, --version

sampling live takes the region, the profile and the roles to assume from aws:region, aws:profile and aws:assumeRoles of the
stack file, and credentials as the AWS CLI does; it needs xray:GetSamplingRules and xray:GetSamplingStatisticSummaries.

Exit codes: 0 nothing found, 1 something found, 2 it could not be done as asked for.
NO_COLOR=1 turns colors off.
`;
}
