/** A coding agent that reads the servers of a project from a file. */
export interface Client {
  /** For `--client`. */
  readonly name: string;
  readonly title: string;
  /** Path of the file in the project. */
  readonly file: string;
  /** The member of the file that has the servers, by name. */
  readonly member: string;
  /** More members of the server's entry than command and arguments. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** The clients, with the format that each documents. */
export const CLIENTS: readonly Client[] = [
  {
    // Also read by others: https://code.visualstudio.com/docs/agents/reference/mcp-configuration (Copilot).
    name: "claude",
    title: "Claude Code, and others that read .mcp.json",
    file: ".mcp.json",
    member: "mcpServers",
    more: {},
  },
  {
    // https://code.visualstudio.com/docs/agents/reference/mcp-configuration
    name: "vscode",
    title: "Visual Studio Code",
    file: ".vscode/mcp.json",
    member: "servers",
    more: { type: "stdio" },
  },
  {
    // https://cursor.com/docs/context/mcp
    name: "cursor",
    title: "Cursor",
    file: ".cursor/mcp.json",
    member: "mcpServers",
    more: {},
  },
  {
    // https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md
    name: "gemini",
    title: "Gemini CLI",
    file: ".gemini/settings.json",
    member: "mcpServers",
    more: {},
  },
  {
    // https://kiro.dev/docs/mcp/configuration
    name: "kiro",
    title: "Kiro",
    file: ".kiro/settings/mcp.json",
    member: "mcpServers",
    more: {},
  },
];
