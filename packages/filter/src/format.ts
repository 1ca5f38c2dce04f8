import type { Expression, Field, Filter, NodePattern, Value } from "./expression.ts";

/** Prints a filter in its simplest form. Parsing that gives the same filter. */
export function formatFilter({ root }: Pick<Filter, "root">): string {
  return root === undefined ? "" : formatExpression(root);
}

function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case "or":
      return expression.parts.map(formatExpression).join(" OR ");
    case "and":
      return expression.parts.map((part) => inBrackets(part, part.kind === "or")).join(" AND ");
    case "not":
      return `!${inBrackets(expression.part, ["or", "and", "compare"].includes(expression.part.kind))}`;
    case "set":
      return formatField(expression.field);
    case "compare":
      return `${formatField(expression.field)} ${expression.operator} ${formatValue(expression.value)}`;
    case "service":
      return `service(${formatPattern(expression.service)})${formatInner(expression.filter)}`;
    case "edge":
      return `edge(${expression.between?.map(formatPattern).join(", ") ?? ""})${formatInner(expression.filter)}`;
    case "group":
      return `group.${expression.by} = ${formatValue(expression.value)}`;
  }
}

function inBrackets(expression: Expression, needed: boolean): string {
  return needed ? `(${formatExpression(expression)})` : formatExpression(expression);
}

function formatInner(filter: Expression | undefined): string {
  return filter === undefined ? "" : ` { ${formatExpression(filter)} }`;
}

function formatField(field: Field): string {
  if ("keyword" in field) return field.keyword;
  return /^\w+$/.test(field.annotation) ? `annotation.${field.annotation}` : `annotation[${field.annotation}]`;
}

function formatPattern({ name, type, accountId }: NodePattern): string {
  if (type === undefined && accountId === undefined) return name === undefined ? "" : formatValue(name);
  const parts = [
    ...(name === undefined ? [] : [`name: ${formatValue(name)}`]),
    ...(type === undefined ? [] : [`type: ${formatValue(type)}`]),
    ...(accountId === undefined ? [] : [`account.id: ${formatValue(accountId)}`]),
  ];
  return `id(${parts.join(", ")})`;
}

/** Text as it stands in a filter expression. */
export function formatValue(value: Value): string {
  if (typeof value !== "string") return String(value);
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
