import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { XRaySamplingRule } from "@pmp/sampling";

/** What GetSamplingStatisticSummaries tells of one rule in one window of 10 seconds. */
export interface Summary {
  readonly RuleName: string;
  /** Unix seconds. */
  readonly Timestamp: number;
  readonly RequestCount: number;
  readonly SampledCount: number;
  readonly BorrowCount: number;
}

export interface XRayServer {
  readonly url: string;
  /** Every request: its path, the Authorization header, and its body. */
  readonly requests: { path: string; authorization: string; body: unknown }[];
  close(): Promise<void>;
}

type Answer = { status: number; body: object } | "silence";

/** Listens on loopback and answers each path as told; each path may have several pages. */
export async function listen(answer: (path: string, nextToken: string | undefined) => Answer): Promise<XRayServer> {
  const requests: XRayServer["requests"] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const path = request.url ?? "";
      const body = JSON.parse(text === "" ? "{}" : text) as { NextToken?: string };
      requests.push({ path, authorization: request.headers.authorization ?? "", body });
      const { NextToken } = body;
      const given = answer(path, NextToken);
      if (given === "silence") return;
      response.writeHead(given.status, { "content-type": "application/json" }).end(JSON.stringify(given.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** X-Ray with these rules and statistics: one rule per page, as the real API pages too. `targets` answers GetSamplingTargets. */
export function xray(
  rules: readonly XRaySamplingRule[],
  summaries: readonly Summary[],
  targets: Answer = { status: 404, body: { message: "no targets here" } },
): Promise<XRayServer> {
  return listen((path, nextToken) => {
    if (path === "/SamplingTargets") return targets;
    if (path === "/SamplingStatisticSummaries") {
      return { status: 200, body: { SamplingStatisticSummaries: summaries } };
    }
    const page = Number(nextToken ?? 0);
    const SamplingRuleRecords = rules.slice(page, page + 1).map((rule) => ({
      SamplingRule: { ...rule, RuleARN: `arn:aws:xray:us-east-1:123456789012:sampling-rule/${rule.RuleName}` },
      CreatedAt: 0,
      ModifiedAt: 0,
    }));
    const more = page + 1 < rules.length ? { NextToken: String(page + 1) } : {};
    return path === "/GetSamplingRules"
      ? { status: 200, body: { SamplingRuleRecords, ...more } }
      : { status: 404, body: { message: `no ${path} here` } };
  });
}
