import { defineFact } from "../fact.ts";

/** Share of the traces that Transaction Search indexes, in percent. Undefined: X-Ray names none. */
export interface Indexing {
  readonly percent: number | undefined;
}

export const indexing = defineFact({
  name: "indexing",
  title: "share of traces that are indexed",
  iam: ["xray:GetIndexingRules"],
  read: async ({ aws }): Promise<Indexing> => {
    const { IndexingRules = [] } = await (await aws("xray")).getIndexingRules({});
    const rule = IndexingRules.find(({ Name }) => Name === "Default") ?? IndexingRules[0];
    return { percent: rule?.Rule?.Probabilistic?.DesiredSamplingPercentage };
  },
});
