import { isMap } from "yaml";
import { addKey } from "../../deployment/node-edits.ts";
import { endOf, nodeAt, pairsOf, startOf, textAt, textOf, textsOf } from "../../deployment/nodes.ts";
import { actionsOf, allowing } from "../../deployment/policies.ts";
import type { DataRule } from "../../rule.ts";

const AUDIENCE = "sts.amazonaws.com";

export const iamTrustSubject: DataRule = {
  name: "iam-trust-subject",
  title: "trust policy of a service account's role that is too open",
  why:
    "Without both conditions, :aud and :sub, other service accounts of the cluster can assume the role, and its permissions are " +
    "theirs.",
  fix:
    "StringEquals pins ISSUER:aud to sts.amazonaws.com (added), and ISSUER:sub to system:serviceaccount:NAMESPACE:xray-daemon, the " +
    "agent's service account, which a person writes.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { statement } of allowing(file)) {
      if (!actionsOf(statement).includes("sts:AssumeRoleWithWebIdentity")) continue;
      const federated = textsOf(nodeAt(statement, "Principal", "Federated"))[0] ?? "";
      const issuer = /:oidc-provider\/(.+)$/.exec(federated)?.[1];
      const conditions = pairsOf(nodeAt(statement, "Condition")).flatMap(({ key, value }) =>
        pairsOf(value).map((pair) => ({
          operator: textOf(key) ?? "",
          name: textOf(pair.key) ?? "",
          value: pair.value,
        })),
      );
      const equals = nodeAt(statement, "Condition", "StringEquals");
      const position = { start: startOf(statement), end: endOf(statement) };
      const sid = textAt(statement, "Sid") ?? "the statement for AssumeRoleWithWebIdentity";
      if (!conditions.some(({ name }) => name.endsWith(":aud"))) {
        const message = `${sid} does not pin the audience (:aud)`;
        const canAdd = issuer !== undefined && isMap(equals) && equals.items.length > 0;
        yield { ...position, message, ...(canAdd && { edits: [addKey(file, equals, `${issuer}:aud`, AUDIENCE)] }) };
      }
      const subjects = conditions.filter(({ name }) => name.endsWith(":sub"));
      if (subjects.length === 0) yield { ...position, message: `${sid} does not pin the service account (:sub)` };
      for (const { value } of subjects) {
        const open = textsOf(value).find((subject) => subject.includes("*"));
        if (open === undefined || value === null) continue;
        yield {
          start: startOf(value),
          end: endOf(value),
          message: `${sid} trusts ${open}: more than one service account`,
        };
      }
    }
  },
};
