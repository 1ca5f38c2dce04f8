import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { UsageError } from "@pmp/command-line";
import { z } from "zod";
import type { Invocation } from "../commands/invocation.ts";
import manifest from "../package.json" with { type: "json" };
import { parseArguments } from "./arguments.ts";
import { ANSWER_LIMIT, fit } from "./fit.ts";
import type { McpOptions } from "./options.ts";
import { redact, redactForms, redactOwn } from "./redact.ts";
import type { Tool, ToolContext } from "./tool.ts";
import { TOOLS } from "./tools/index.ts";
import { sources } from "./xray/source.ts";

const INSTRUCTIONS = `Traces of AWS X-Ray, and checks of their set-up. The traces are those of the local X-Ray
(npx --no-install pmp-xray dev -- COMMAND starts it beside an app) or, with source: aws, of the user's AWS account.
To find why a request fails: list_traces with filter "fault", then get_trace. To find why a request has no trace:
explain_sampling, then doctor. Every answer has leftOut: what did not fit, and how to ask for it. Secrets are replaced
by [redacted]. Nothing but verify sends requests, and nothing changes AWS or the cluster.`;

/** Answers a client on standard input and output until it closes them. */
export async function serve(invocation: Invocation, options: McpOptions): Promise<void> {
  const mcp = new McpServer(
    { name: "pmp-xray", version: manifest.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  const xray = sources(invocation, options);
  const { server } = mcp;
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map(describe) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { sendNotification, signal }) => {
    const { name, arguments: given = {}, _meta } = params;
    const token = _meta?.progressToken;
    let progress = 0;
    return call(name, given, {
      invocation,
      options,
      xray,
      ask: async (question) => {
        const { elicitation } = server.getClientCapabilities() ?? {};
        // A client that can open addresses only has no form.
        if (elicitation === undefined || (elicitation.form === undefined && elicitation.url !== undefined))
          return undefined;
        const answer = await server.elicitInput(
          { mode: "form", message: question, requestedSchema: AGREE },
          { signal, timeout: ANSWER_MS },
        );
        return answer.action === "accept" && answer.content?.send === true;
      },
      progress: (line) => {
        if (token === undefined) return;
        progress += 1;
        const message = redactForms(line);
        // The client may be gone.
        void sendNotification({
          method: "notifications/progress",
          params: { progressToken: token, progress, message },
        }).catch(() => undefined);
      },
    });
  });
  await mcp.connect(new StdioServerTransport());
  await new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once("end", resolve).once("close", resolve);
  });
  await mcp.close();
}

/** Milliseconds that a user has to answer. */
const ANSWER_MS = 10 * 60_000;
const AGREE = {
  type: "object" as const,
  properties: { send: { type: "boolean" as const, title: "Send the requests", default: false } },
  required: ["send"],
};

function describe({ name, title, description, effects, input, output }: Tool) {
  return {
    name,
    title,
    description,
    annotations: { title, ...effects },
    inputSchema: schemaOf(z.strictObject(input.shape), "input"),
    outputSchema: schemaOf(output, "output"),
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output") {
  // A pattern of half a kilobyte says no more than `format: date-time`.
  const override = ({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void => {
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  };
  return z.toJSONSchema(schema, { io, target: "draft-7", override }) as {
    readonly type: "object";
    [key: string]: unknown;
  };
}

/** The answer of a tool: bounded, without secrets, the same as text and as data. */
async function call(
  name: string,
  given: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<CallToolResult> {
  try {
    const tool = TOOLS.find((each) => each.name === name);
    if (tool === undefined) {
      throw new UsageError(`There is no tool ${name}; there are ${TOOLS.map((each) => each.name).join(", ")}.`);
    }
    const answer = await tool.run((await parseArguments(tool, given)) as never, context);
    const structuredContent = fit(withoutSecrets(tool, answer), tool.more);
    return {
      content: [{ type: "text", text: JSON.stringify(structuredContent) }],
      structuredContent: { ...structuredContent },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const text = error instanceof UsageError ? message : `pmp-xray failed unexpectedly (please report it): ${message}`;
    return { content: [{ type: "text", text: redactForms(text).slice(0, ANSWER_LIMIT) }], isError: true };
  }
}

function withoutSecrets({ own }: Tool, { page, ...answer }: Readonly<Record<string, unknown>>) {
  const redacted = (own ? redactOwn : redact)(answer) as Readonly<Record<string, unknown>>;
  // The address of the page is the server's own; of others, what stands behind ? or # is left out.
  return { ...redacted, ...(typeof page === "string" && { page: redactForms(page) }) };
}
