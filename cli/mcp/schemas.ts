import { z } from "zod";

/** The arguments of every tool that asks an X-Ray. */
export const SOURCE = {
  source: z
    .enum(["local", "aws"])
    .default("local")
    .describe(
      "local: the X-Ray of `pmp-xray dev` on this machine; aws: X-Ray in the user's AWS account, by their credentials",
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("port of the local X-Ray's page, when several run; an error message lists them"),
};
export type SourceArguments = z.infer<z.ZodObject<typeof SOURCE>>;

/** The member of every answer from an X-Ray that says which one it was. */
export const FROM = { from: z.string().describe("the X-Ray that answered") };

/** A range of time, at most as long as X-Ray's. */
export const RANGE = {
  minutes: z.number().min(1).max(360).default(60).describe("length of the time range, at most 6 hours"),
  until: z.iso.datetime({ offset: true }).optional().describe("end of the time range; default: now"),
};

/** Start and end of a range. */
export function rangeOf({ minutes, until }: { readonly minutes: number; readonly until?: string | undefined }) {
  const end = until === undefined ? new Date() : new Date(until);
  return { start: new Date(end.getTime() - minutes * 60_000), end };
}

export const TRACE_ID = z
  .string()
  .regex(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/, "a trace ID such as 1-65f0a1b2-0123456789abcdef01234567")
  .describe("ID of a trace, such as 1-65f0a1b2-0123456789abcdef01234567");
