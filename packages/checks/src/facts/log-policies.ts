import { defineFact } from "../fact.ts";

/** A resource policy of CloudWatch Logs, as far as it allows something to a service. */
export interface LogStatement {
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export const logPolicies = defineFact({
  name: "log-policies",
  title: "resource policies of CloudWatch Logs",
  iam: ["logs:DescribeResourcePolicies"],
  read: async ({ aws }): Promise<readonly LogStatement[]> => {
    const { resourcePolicies = [] } = await (await aws("logs")).describeResourcePolicies({});
    return resourcePolicies.flatMap(({ policyDocument = "{}" }) => {
      const { Statement = [] } = JSON.parse(policyDocument) as { Statement?: Statement | Statement[] };
      return [Statement]
        .flat()
        .filter(({ Effect }) => Effect === "Allow")
        .map(({ Principal, Action, Resource }) => ({
          principals: typeof Principal === "string" ? [Principal] : Object.values(Principal ?? {}).flat(),
          actions: [Action ?? []].flat(),
          resources: [Resource ?? []].flat(),
        }));
    });
  },
});

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Record<string, string | string[]>;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
}
