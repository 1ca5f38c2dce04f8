import { z } from "zod";
import { type Fields, record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { list } from "./fields.ts";

/** An X-Ray agent's default port: UDP for segments, TCP for sampling rules. */
export const AGENT_PORT = z
  .int()
  .min(1)
  .max(65535)
  .default(2000)
  .describe("The port of the X-Ray agent, for UDP and TCP.");

/** The ports of a Service for an X-Ray agent, which is one with the agent's UDP port. */
export function agentServicePorts({ content }: KubernetesObject, port: number): readonly Fields[] | undefined {
  const ports = list(record(content.spec).ports).map(record);
  return ports.some((each) => each.protocol === "UDP" && each.port === port) ? ports : undefined;
}
