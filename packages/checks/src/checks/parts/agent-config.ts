type Tree = Readonly<Record<string, unknown>>;

/** The value at a path of a parsed configuration; undefined when there is none. */
export function at(content: Tree | undefined, ...path: readonly string[]): unknown {
  let value: unknown = content;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Tree)[key];
  }
  return value;
}

export function textAt(content: Tree | undefined, ...path: readonly string[]): string | undefined {
  const value = at(content, ...path);
  return typeof value === "string" ? value : undefined;
}

/** Where the daemon listens: its flags win over its file, and the image passes 0.0.0.0 itself when neither says it. */
export function daemonSockets(args: readonly string[], content: Tree | undefined): Record<string, string | undefined> {
  const flag = (names: readonly string[]): string | undefined => {
    const index = args.findLastIndex((arg) => names.includes(arg));
    return index < 0 ? undefined : args[index + 1];
  };
  return {
    segments: flag(["-b", "--bind"]) ?? textAt(content, "Socket", "UDPAddress"),
    "sampling calls": flag(["-t", "--bind-tcp"]) ?? textAt(content, "Socket", "TCPAddress"),
  };
}

/** Where the collector's awsxray receiver listens, with the defaults of the receiver. */
export function receiver(content: Tree | undefined): Record<string, string | undefined> {
  const own = at(content, "receivers", "awsxray");
  if (own === undefined) return {};
  return {
    segments: textAt(content, "receivers", "awsxray", "endpoint") ?? "localhost:2000",
    "sampling calls": textAt(content, "receivers", "awsxray", "proxy_server", "endpoint") ?? "localhost:2000",
  };
}

/** The pipelines of traces, by name, with their parts. */
export function tracePipelines(
  content: Tree | undefined,
): readonly { name: string; receivers: string[]; exporters: string[] }[] {
  const pipelines = at(content, "service", "pipelines");
  if (typeof pipelines !== "object" || pipelines === null) return [];
  return Object.entries(pipelines as Tree)
    .filter(([name]) => name === "traces" || name.startsWith("traces/"))
    .map(([name, parts]) => ({ name, receivers: namesAt(parts, "receivers"), exporters: namesAt(parts, "exporters") }));
}

function namesAt(parts: unknown, key: string): string[] {
  const value = typeof parts === "object" && parts !== null ? (parts as Tree)[key] : undefined;
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** Whether a name is of a type: `awsxray`, `awsxray/2`. */
export function isOfType(name: string, type: string): boolean {
  return name === type || name.startsWith(`${type}/`);
}
