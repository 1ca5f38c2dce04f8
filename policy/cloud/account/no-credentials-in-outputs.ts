import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { findSecrets } from "../../kit/secrets.ts";
import { forEachKnown } from "../../kit/unknown.ts";

export const noCredentialsInOutputs = stackPolicy({
  name: "no-credentials-in-outputs",
  title: "No output of the stack holds a credential.",
  why: "Outputs are printed after every update, kept in the state, and read by other stacks.",
  fix: "Don't export it. Readers get a role, or read it from AWS Secrets Manager.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC02-BP02")],
  types: ["pulumi:pulumi:Stack"],
  *check(resources) {
    yield* forEachKnown(resources, ({ urn, props }) =>
      forEachKnown(Object.keys(props), (key) =>
        findSecrets({ [key]: props[key] }, { names: true }).map(({ path, what }) => ({
          urn,
          path,
          message: `The output holds ${what}.`,
        })),
      ),
    );
  },
});
