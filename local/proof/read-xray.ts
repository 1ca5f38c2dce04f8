import * as xray from "@aws-sdk/client-xray";
import type { XRaySamplingRule } from "@pmp/sampling";
import { clientConfig } from "../aws.ts";

/** X-Ray's data on one recorded trace. */
export interface RecordedTrace {
  readonly id: string;
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  readonly url: string;
  readonly status: number | undefined;
}

/** Reads traces, sampling rules and groups back through the X-Ray API at `endpoint`. */
export class XRayReader {
  private readonly xray: xray.XRayClient;

  constructor(endpoint: string) {
    this.xray = new xray.XRayClient(clientConfig(endpoint));
  }

  /** Traces of a service in a time window. */
  async traces(service: string, from: Date, to: Date): Promise<RecordedTrace[]> {
    const pages = xray.paginateGetTraceSummaries(
      { client: this.xray },
      { StartTime: from, EndTime: to, FilterExpression: `service("${service}")` },
    );
    const traces: RecordedTrace[] = [];
    for await (const page of pages) {
      for (const summary of page.TraceSummaries ?? []) {
        traces.push({
          id: summary.Id ?? "",
          fault: summary.HasFault === true,
          error: summary.HasError === true,
          throttle: summary.HasThrottle === true,
          url: summary.Http?.HttpURL ?? "",
          status: summary.Http?.HttpStatus,
        });
      }
    }
    return traces;
  }

  /** Sampling rules in the order in which X-Ray evaluates them: by priority, then by name. */
  async samplingRules(): Promise<XRaySamplingRule[]> {
    const rules: XRaySamplingRule[] = [];
    for await (const page of xray.paginateGetSamplingRules({ client: this.xray }, {})) {
      for (const { SamplingRule: rule } of page.SamplingRuleRecords ?? []) {
        if (rule === undefined) continue;
        rules.push({
          RuleName: rule.RuleName ?? "",
          Priority: rule.Priority ?? 0,
          FixedRate: rule.FixedRate ?? 0,
          ReservoirSize: rule.ReservoirSize ?? 0,
          URLPath: rule.URLPath ?? "*",
          HTTPMethod: rule.HTTPMethod ?? "*",
          Host: rule.Host ?? "*",
          ServiceName: rule.ServiceName ?? "*",
          ServiceType: rule.ServiceType ?? "*",
          ResourceARN: rule.ResourceARN ?? "*",
          Version: 1,
        });
      }
    }
    return rules.sort((a, b) => a.Priority - b.Priority || (a.RuleName < b.RuleName ? -1 : 1));
  }

  async groups(): Promise<{ name: string; filter: string }[]> {
    const { Groups } = await this.xray.send(new xray.GetGroupsCommand({}));
    return (Groups ?? []).map((group) => ({ name: group.GroupName ?? "", filter: group.FilterExpression ?? "" }));
  }
}
