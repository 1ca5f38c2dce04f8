import type { Tool } from "../tool.ts";
import { cost } from "./cost.ts";
import { doctor } from "./doctor.ts";
import { explainSampling } from "./explain-sampling.ts";
import { getTrace } from "./get-trace.ts";
import { listTraces } from "./list-traces.ts";
import { policy } from "./policy.ts";
import { samplingRules } from "./sampling-rules.ts";
import { serviceMap } from "./service-map.ts";
import { traceLogs } from "./trace-logs.ts";
import { verify } from "./verify.ts";

/** Every tool. A new one is a file beside this one and a line here. */
export const TOOLS: readonly Tool[] = [
  listTraces,
  getTrace,
  traceLogs,
  serviceMap,
  samplingRules,
  explainSampling,
  doctor,
  verify,
  policy,
  cost,
];
