import { visit } from "yaml";
import { endOf, startOf, textOf } from "../../deployment/nodes.ts";
import type { DataRule, Found } from "../../rule.ts";

export const placeholderAccount: DataRule = {
  name: "placeholder-account",
  title: "AWS's placeholder account 123456789012",
  why: "The account of AWS's examples is nobody's: an ARN with it names nothing of yours.",
  fix: "Write your account's id, or take it from aws sts get-caller-identity.",
  level: "say",
  reads: "data",
  *find(file) {
    const found: Found[] = [];
    for (const document of file.documents) {
      visit(document, {
        Scalar(_key, node) {
          const [arn] = /arn:aws[\w-]*:[\w-]+:[\w-]*:123456789012:[^\s"',]*/.exec(textOf(node) ?? "") ?? [];
          if (arn !== undefined) found.push({ start: startOf(node), end: endOf(node), message: arn });
        },
      });
    }
    yield* found;
  },
};
