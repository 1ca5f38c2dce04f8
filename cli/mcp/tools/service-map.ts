import type { EdgeStatistics, Service } from "@aws-sdk/client-xray";
import { z } from "zod";
import { FROM, RANGE, rangeOf, SOURCE } from "../schemas.ts";
import { defineTool, READS } from "../tool.ts";
import type { XRaySource } from "../xray/source.ts";

const MOST_PAGES = 20;

const counts = z.object({
  requests: z.number(),
  errors: z.number().describe("4xx, throttles included"),
  throttles: z.number(),
  faults: z.number().describe("5xx and thrown errors"),
  averageMs: z.number().optional(),
});

export const serviceMap = defineTool({
  name: "service_map",
  title: "Service map",
  description:
    "The services and resources that traces of a time range went through, and the calls between them, with counts of requests, " +
    "errors and faults, and response times. Only sampled requests are counted.",
  effects: READS,
  input: z.object({
    ...SOURCE,
    ...RANGE,
    group: z.string().max(32).optional().describe("name of an X-Ray group; default: all traces"),
  }),
  output: z.object({
    ...FROM,
    services: z.array(
      counts.partial().extend({ name: z.string(), type: z.string().optional(), entry: z.boolean().optional() }),
    ),
    calls: z.array(counts.extend({ from: z.string(), to: z.string() })),
    leftOut: z.array(z.string()),
  }),
  more: { services: "Narrow the time range, or name a group.", calls: "Narrow the time range, or name a group." },
  run: async (args, context) => {
    const source = await context.xray(args);
    const services = await readServices(source, rangeOf(args), args.group);
    const names = new Map(services.map((service) => [service.ReferenceId, nameOf(service)]));
    return {
      from: source.name,
      services: services.map((service) => ({
        name: nameOf(service),
        ...(service.Type !== undefined && { type: service.Type }),
        ...(service.Root === true && { entry: true }),
        ...(service.SummaryStatistics !== undefined && countsOf(service.SummaryStatistics)),
      })),
      calls: services.flatMap((service) =>
        (service.Edges ?? []).map((edge) => ({
          from: nameOf(service),
          to: names.get(edge.ReferenceId) ?? "unknown",
          ...countsOf(edge.SummaryStatistics ?? {}),
        })),
      ),
      leftOut: [],
    };
  },
});

async function readServices(
  { xray, explain }: XRaySource,
  { start, end }: { readonly start: Date; readonly end: Date },
  group: string | undefined,
): Promise<readonly Service[]> {
  const services: Service[] = [];
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await xray.getServiceGraph({
        StartTime: start,
        EndTime: end,
        ...(group !== undefined && { GroupName: group }),
        ...(NextToken !== undefined && { NextToken }),
      });
      services.push(...(answer.Services ?? []));
      NextToken = answer.NextToken;
      if (NextToken === undefined) break;
    }
  } catch (error) {
    throw explain(error, "xray:GetServiceGraph");
  }
  return services;
}

/** Callers of the first service have no name of their own. */
function nameOf({ Name, Type }: Service): string {
  return Name ?? Type ?? "unknown";
}

function countsOf({
  TotalCount = 0,
  ErrorStatistics,
  FaultStatistics,
  TotalResponseTime,
}: EdgeStatistics): z.input<typeof counts> {
  return {
    requests: TotalCount,
    errors: ErrorStatistics?.TotalCount ?? 0,
    throttles: ErrorStatistics?.ThrottleCount ?? 0,
    faults: FaultStatistics?.TotalCount ?? 0,
    ...(TotalResponseTime !== undefined &&
      TotalCount > 0 && { averageMs: Math.round((TotalResponseTime / TotalCount) * 1e5) / 100 }),
  };
}
