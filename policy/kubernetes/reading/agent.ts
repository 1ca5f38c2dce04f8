import { z } from "zod";
import { type Fields, record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { list } from "./fields.ts";

/** Where an X-Ray agent listens: segments by UDP, sampling rules by TCP, both on this port unless it was changed. */
export const AGENT_PORT = z
  .int()
  .min(1)
  .max(65535)
  .default(2000)
  .describe("The port of the X-Ray agent, for UDP and TCP.");

/** The ports of a Service, when it leads to an X-Ray agent: one that takes segments by UDP on the agent's port. */
export function agentServicePorts({ content }: KubernetesObject, port: number): readonly Fields[] | undefined {
  const ports = list(record(content.spec).ports).map(record);
  return ports.some((each) => each.protocol === "UDP" && each.port === port) ? ports : undefined;
}
