import { paginate } from "../aws/pages.ts";
import { defineFact } from "../fact.ts";

export interface Group {
  readonly name: string;
  readonly filter: string;
  readonly insights: boolean;
}

export const groups = defineFact({
  name: "groups",
  title: "groups of X-Ray",
  iam: ["xray:GetGroups"],
  read: async ({ aws }): Promise<readonly Group[]> => {
    const xray = await aws("xray");
    const all = await paginate(
      (NextToken) => xray.getGroups({ NextToken }),
      ({ Groups = [] }) => Groups,
    );
    return all.map(({ GroupName = "", FilterExpression = "", InsightsConfiguration }) => ({
      name: GroupName,
      filter: FilterExpression,
      insights: InsightsConfiguration?.InsightsEnabled ?? false,
    }));
  },
});

/** The groups that are about a service: their filter names it. */
export function groupsOf(all: readonly Group[], service: string): readonly Group[] {
  return all.filter(({ filter }) => filter.includes(`"${service}"`));
}
