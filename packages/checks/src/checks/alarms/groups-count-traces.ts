import { defineCheck } from "../../check.ts";
import { groupCounts } from "../../facts/group-counts.ts";
import { groups, groupsOf } from "../../facts/groups.ts";
import { recentTraces } from "../../facts/recent-traces.ts";

/** Minutes within which a trace is counted. */
const DELAY = 3;

export const groupsCountTraces = defineCheck({
  name: "groups-count-traces",
  link: "alarms",
  title: "the service's groups count its traces",
  why: "A group counts the traces that come after it was made, and match its filter. One that counts none can't alarm.",
  fix: "Compare the filter with a trace of the service. A filter that is changed counts later traces only.",
  phase: "proof",
  needs: { groups, counts: groupCounts, traces: recentTraces },
  settles: { deadline: 180, every: 5 },
  after: ["groups-exist", "own-trace-comes-back", "indexing-feeds-groups", "traces-arrive"],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html"],
  *check({ groups: all, counts, traces }, target) {
    const own = groupsOf(all, target.service);
    const old = traces.ofService.filter(({ started }) => started > 0);
    if (own.length === 0 || old.length === 0) return;
    // The group of all traces: no condition but the service.
    const whole = own.filter(({ filter }) => /^service\("[^"]*"\)$/.test(filter.trim()));
    const silent = whole.filter(({ name }) => (counts[name] ?? 0) === 0);
    if (whole.length === 0 || silent.length < whole.length) return;
    yield {
      message: `X-Ray has ${old.length} or more traces of ${target.service} of the last ${traces.minutes} minutes, and group ${silent.map(({ name }) => name).join(", ")} has counted none; it takes up to ${DELAY} minutes.`,
      object: `group ${silent[0]?.name ?? ""}`,
      evidence: silent.map(({ filter }) => filter),
      settling: true,
    };
  },
});
