import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CallToolResultSchema, ElicitRequestSchema, type ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { bin, NO_AWS, root } from "../../support/program.ts";

export interface ConnectOptions {
  /** The folder of the server. Default: the root of the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers the server's questions. Default: the client can't be asked. */
  readonly elicit?: (message: string) => ElicitResult;
}

/** An MCP client with `pmp-xray mcp` as its server, in a process of its own. */
export interface Connected {
  readonly client: Client;
  /** A call that is answered; its data, after the client has checked it against the tool's schema. */
  readonly answer: (name: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** A call that is refused; the message. */
  readonly refusal: (name: string, args?: Record<string, unknown>) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** For a machine under load. */
const TIMEOUT = { timeout: 120_000 };

export async function connect(args: readonly string[], options: ConnectOptions = {}): Promise<Connected> {
  const { cwd = root, env = {}, elicit } = options;
  const client = new Client(
    { name: "test", version: "1" },
    { capabilities: elicit === undefined ? {} : { elicitation: {} } },
  );
  if (elicit !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => elicit(params.message));
  }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, "mcp", ...args],
    cwd,
    env: { ...NO_AWS, ...env },
  });
  await client.connect(transport, TIMEOUT);
  // After that, the client checks every answer against the tool's schema.
  await client.listTools({}, TIMEOUT);
  const call = async (name: string, given: Record<string, unknown>) =>
    CallToolResultSchema.parse(await client.callTool({ name, arguments: given }, undefined, TIMEOUT));
  const textOf = ({ content }: Awaited<ReturnType<typeof call>>): string => {
    const [first] = content;
    assert.ok(first?.type === "text" && content.length === 1);
    return first.text;
  };
  return {
    client,
    answer: async (name, given = {}) => {
      const result = await call(name, given);
      assert.ok(result.isError !== true, textOf(result));
      // A client may show either.
      assert.deepEqual(JSON.parse(textOf(result)), result.structuredContent);
      return result.structuredContent ?? {};
    },
    refusal: async (name, given = {}) => {
      const result = await call(name, given);
      assert.equal(result.isError, true, textOf(result));
      return textOf(result);
    },
    close: () => client.close(),
  };
}
