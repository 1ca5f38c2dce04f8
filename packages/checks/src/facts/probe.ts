import { z } from "zod";
import { defineFact, NotRead, type Sources } from "../fact.ts";
import { EXEC_RIGHTS, runInApi } from "./parts/run-in-api.ts";
import { script } from "./scripts/script.ts";
import { apiContainers, workload } from "./workload.ts";

/** What a pod of the API sees. */
export interface Probe {
  /** The pod that ran it. */
  readonly pod: string;
  readonly address: string;
  readonly host: { readonly ips: readonly string[]; readonly error?: string };
  /** Undefined error: nobody refused the datagrams, which does not prove that they arrived. */
  readonly udp: { readonly error?: string };
  readonly tcp: {
    readonly error?: string;
    readonly status?: number;
    /** Names of the sampling rules that the agent fetched. */
    readonly rules?: readonly string[];
    readonly answer?: string;
    /** Milliseconds that the pod's clock is ahead of the answer's Date. */
    readonly clockAheadMs?: number;
  };
  readonly api: {
    readonly url: string;
    readonly error?: string;
    readonly status?: number;
    /** X-Amzn-Trace-Id of the answer to a request that asks for it. */
    readonly header?: string;
  };
  /** Versions of tracing packages in the working directory, and Node's own. */
  readonly packages: Readonly<Record<string, string>>;
  /** Command line of the API's process, and NODE_OPTIONS. */
  readonly command?: string;
}

const result = z.object({
  address: z.string(),
  host: z.object({ ips: z.array(z.string()).default([]), error: z.string().exactOptional() }),
  udp: z.object({ error: z.string().exactOptional() }),
  tcp: z.object({
    error: z.string().exactOptional(),
    status: z.number().exactOptional(),
    rules: z.array(z.string()).exactOptional(),
    answer: z.string().exactOptional(),
    clockAheadMs: z.number().exactOptional(),
  }),
  api: z.object({
    url: z.string(),
    error: z.string().exactOptional(),
    status: z.number().exactOptional(),
    header: z.string().exactOptional(),
  }),
  packages: z.record(z.string(), z.string()).default({}),
  command: z.string().exactOptional(),
});

export const probe = defineFact({
  name: "probe",
  title: "what a pod of the API sees: DNS, UDP 2000, TCP 2000, its own answer",
  platform: "kubernetes",
  effect: "probes",
  kubernetes: EXEC_RIGHTS,
  timeout: 40_000,
  read: async (sources): Promise<Probe> => {
    const { pod, output } = await runInApi(sources, script("probe"), { PROBE_URL: await healthUrl(sources) });
    return { pod, ...parseOutput(output, result) };
  },
});

/** Address of the API's health path inside its own pod. */
export async function healthUrl({ fact }: Sources): Promise<string> {
  const [own] = apiContainers(await fact(workload));
  if (own === undefined) throw new NotRead("failed", "no pod of the API was found");
  const { probe: health, ports, env } = own.container;
  const named = ports.find(({ name }) => name === health?.port)?.port;
  const port = typeof health?.port === "number" ? health.port : (named ?? ports[0]?.port ?? Number(env.PORT ?? 3000));
  return `http://127.0.0.1:${port}${health?.path ?? "/"}`;
}

/** The last line of a script's output, as JSON of a form. */
export function parseOutput<T>(output: string, form: z.ZodType<T>): T {
  const line = output.trim().split("\n").at(-1) ?? "";
  try {
    return form.parse(JSON.parse(line));
  } catch {
    throw new NotRead("failed", `the script in the pod answered ${JSON.stringify(line.slice(0, 200))}`);
  }
}
