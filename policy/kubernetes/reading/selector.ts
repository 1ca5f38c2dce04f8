import { type Fields, record } from "../../kit/read.ts";
import { isUnset, list } from "./fields.ts";

/**
 * Whether a label selector (matchLabels and matchExpressions) selects something with these labels. An empty selector
 * selects everything, none selects nothing.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects(selector: unknown, labels: Fields): boolean {
  if (isUnset(selector)) return false;
  const { matchLabels, matchExpressions } = record(selector);
  return (
    Object.entries(record(matchLabels)).every(([key, value]) => labels[key] === value) &&
    list(matchExpressions).every((expression) => holds(record(expression), labels))
  );
}

function holds({ key, operator, values }: Fields, labels: Fields): boolean {
  const value = typeof key === "string" ? labels[key] : undefined;
  switch (operator) {
    case "In":
      return list(values).includes(value);
    case "NotIn":
      return !list(values).includes(value);
    case "Exists":
      return !isUnset(value);
    case "DoesNotExist":
      return isUnset(value);
    default:
      // The API server rejects other operators; selecting nothing never makes a pod look protected.
      return false;
  }
}
