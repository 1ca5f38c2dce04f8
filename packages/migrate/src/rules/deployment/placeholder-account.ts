import type { DataRule } from "../../rule.ts";

export const placeholderAccount: DataRule = {
  name: "placeholder-account",
  title: "AWS's placeholder account 123456789012",
  why: "The account of AWS's examples is nobody's: an ARN with it names nothing of yours.",
  fix: "Write your account's id, or take it from aws sts get-caller-identity.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const { index, 0: arn } of file.text.matchAll(/arn:aws[\w-]*:[\w-]+:[\w-]*:123456789012:[^\s"',]*/g)) {
      yield { start: index, end: index + arn.length, message: arn };
    }
  },
};
