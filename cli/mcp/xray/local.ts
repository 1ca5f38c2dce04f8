import { UsageError } from "@pmp/command-line";
import { z } from "zod";

/** The ports that `pmp-xray dev` takes for its page, when nothing else is asked of it. */
const PORTS = Array.from({ length: 10 }, (_, index) => 2001 + index);
const TIMEOUT_MS = 3_000;

const info = z.object({ apiUrl: z.string(), stage: z.string().optional(), command: z.string().optional() });

interface Found {
  readonly url: string;
  readonly about: string;
}

/**
 * The address of the X-Ray on this machine.
 *
 * @param named its address, as the user gave it
 * @param port its port, as the call gave it
 * @throws UsageError when there is none, or when there are several and none is named
 */
export async function findLocal(named: string | undefined, port: number | undefined): Promise<string> {
  const urls = port !== undefined ? [at(port)] : named !== undefined ? [named.replace(/\/$/, "")] : PORTS.map(at);
  const found = (await Promise.all(urls.map(look))).filter((one) => one !== undefined);
  const [first, ...others] = found;
  if (first === undefined) {
    const where = urls.length === 1 ? urls.join("") : `http://127.0.0.1, ports ${PORTS.join(", ")}`;
    throw new UsageError(
      `No local X-Ray answers at ${where}. Start one: npx --no-install pmp-xray dev -- node server.js. One on another port is named by the argument port.`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `Several local X-Rays run. Name one by the argument port:\n${found.map(({ url, about }) => `- port ${new URL(url).port}: ${about}`).join("\n")}`,
    );
  }
  return first.url;
}

function at(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** What runs there, if it is an X-Ray. */
async function look(url: string): Promise<Found | undefined> {
  try {
    const answer = await fetch(`${url}/local/info`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    const { stage = "unknown", command = "no command" } = info.parse(await answer.json());
    return { url, about: `${command}, stage ${stage}` };
  } catch {
    return undefined;
  }
}
