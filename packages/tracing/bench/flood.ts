import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startAgent } from "./agent.ts";
import { messageOf } from "./subject.ts";

export interface Flood {
  rate: number;
  seconds: number;
  sent: number;
  dropped: number;
  received: number;
  /** Datagrams that the kernel dropped because the receiver's buffer was full. */
  lostInKernel: number;
  /** Microseconds of the sender's CPU per segment, including its creation. */
  cpu: number;
}

/** Sends so many segments a second over loopback and counts what arrives, at the agent and in the kernel. */
export async function measureFlood(rate: number, seconds: number): Promise<Flood> {
  const agent = await startAgent(1);
  const child = fork(join(import.meta.dirname, "setups/flood.cjs"), {
    env: {
      PATH: process.env.PATH ?? "",
      PACKAGE: join(import.meta.dirname, "../dist/index.cjs"),
      AGENT: agent.address,
      RATE: String(rate),
      SECONDS: String(seconds),
    },
  });
  try {
    const result = await messageOf(child, "the sender");
    await sleep(500);
    const sent = Number(result.sent);
    return {
      rate: Math.round(sent / Number(result.seconds)),
      seconds: Number(result.seconds),
      sent,
      dropped: Number(result.dropped),
      received: agent.received(),
      lostInKernel: droppedBySocket(agent.port),
      cpu: Number(result.cpu) / sent,
    };
  } finally {
    child.kill("SIGKILL");
    agent.close();
  }
}

/** The last column of Linux' table of UDP sockets. https://docs.kernel.org/networking/proc_net_tcp.html */
function droppedBySocket(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = readFileSync("/proc/net/udp", "utf8").trim().split("\n").slice(1);
  const own = lines.map((line) => line.trim().split(/\s+/)).find(([, address]) => address?.endsWith(local));
  return Number(own?.at(-1));
}
