import { Writable } from "node:stream";
import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import type { Environment } from "../../commands/invocation.ts";
import type { McpOptions } from "../options.ts";
import type { ToolContext } from "../tool.ts";

/**
 * What a command of this program prints with --json.
 *
 * @throws UsageError with what it prints instead on standard error
 */
export async function jsonOf(
  { invocation, progress }: ToolContext,
  argv: readonly string[],
  other: Partial<Environment> = {},
): Promise<unknown> {
  const { output, errors } = await invocation.run(argv, { ...other, progress: lines(progress) });
  if (output === "") throw new UsageError(errors.trimEnd());
  return JSON.parse(output);
}

/** Options as arguments. A value can't be read as another option, whatever it is. */
export function options(given: Readonly<Record<string, string | number | readonly string[] | undefined>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return typeof value === "object" ? value.map((each) => `--${name}=${each}`) : [`--${name}=${value}`];
  });
}

/** Lines that a command shows while it runs. */
function lines(say: (line: string) => void): NonNullable<Environment["progress"]> {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      for (const line of chunk.toString().split("\n")) if (line.trim() !== "") say(line);
      done();
    },
  });
}

const name = z.string().regex(/^[\w.-]{1,255}$/, "letters, digits, _, . and -");

/** The arguments of the tools that look at a deployment. */
export const DEPLOYMENT = {
  stack: z
    .string()
    .regex(/^\w[\w./-]{0,200}$/, "the name of a stack")
    .optional()
    .describe("the Pulumi stack; default: that of the server, else the one that Pulumi has selected"),
  namespace: name.optional().describe("namespace of the API; with service and region instead of a stack"),
  service: name.optional().describe("name of the API in X-Ray"),
  region: name.optional().describe("AWS region"),
  cluster: name.optional().describe("name of the EKS or ECS cluster"),
  ecs_service: name.optional().describe("look at this ECS service instead of Kubernetes"),
  context: z.string().max(255).optional().describe("context of the kubeconfig"),
  only: z.array(name).max(150).optional().describe("run these checks only; their names are in docs/checks.md"),
};

/** The arguments of `verify` and `doctor` for them. */
export function deploymentArguments(
  args: z.infer<z.ZodObject<typeof DEPLOYMENT>>,
  server: McpOptions,
): { readonly given: string[]; readonly stack: string[] } {
  const named = [args.namespace, args.service, args.ecs_service].some((value) => value !== undefined);
  const stack = args.stack ?? (named ? undefined : server.stack);
  return {
    given: options({
      namespace: args.namespace,
      service: args.service,
      region: args.region ?? server.region,
      profile: server.profile,
      cluster: args.cluster,
      "ecs-service": args.ecs_service,
      "endpoint-url": server.endpointUrl,
      context: args.context,
      only: args.only,
    }),
    stack: stack === undefined ? [] : ["--", stack],
  };
}
