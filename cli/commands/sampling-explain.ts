import { Option, UsageError } from "@pmp/command-line";
import { explain, formatExplanation, SERVICE_TYPES, toFallbackFile } from "@pmp/planning";
import { type SamplingRequest } from "@pmp/sampling";
import { planOf } from "../stack/plan.ts";
import { chooseStack } from "../stack/selected.ts";
import { JSON_OPTION, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("METHOD", "the request's method, such as GET")
    .argument("PATH", "the request's path; a query is left out, as it decides nothing")
    .option("--stack <STACK>", "the stack; default: the one that Pulumi has selected")
    .option("--host <HOST>", "the request's Host header")
    .addOption(ATTRIBUTE)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExample: pmp-xray sampling explain GET /api/orders --stack prod --attribute tier=gold")
    .action(async (method, path, { json, ...options }) =>
      invocation.reply(await answer(invocation, method, path, options), json),
    );
};

const ATTRIBUTE = new Option("--attribute <KEY=VALUE>", "an attribute of the request; repeat it for more")
  .default({}, "none")
  .argParser(attribute);

function attribute(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf("=");
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new UsageError(`--attribute must be KEY=VALUE, got ${text}.`);
}

interface Options {
  readonly stack?: string | undefined;
  readonly host?: string | undefined;
  readonly attribute: Readonly<Record<string, string>>;
}

async function answer(invocation: Invocation, method: string, path: string, options: Options): Promise<Answer> {
  if (!path.startsWith("/")) throw new UsageError(`PATH must begin with /, got ${path}.`);
  const plan = planOf(invocation, await chooseStack(invocation, options.stack));
  // Without the query: @pmp/tracing matches only the path.
  const [bare = path] = path.split("?");
  const request: SamplingRequest = {
    service: plan.service,
    method,
    path: bare,
    ...(plan.platform !== undefined && { serviceType: SERVICE_TYPES[plan.platform] }),
    ...(options.host !== undefined && { host: options.host }),
    ...(Object.keys(options.attribute).length > 0 && { attributes: options.attribute }),
  };
  const explanation = explain(toFallbackFile(plan).SamplingRules, request);
  return { found: false, text: formatExplanation(explanation), json: explanation };
}
