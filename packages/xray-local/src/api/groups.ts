import type { Operation } from "./context.ts";
import { invalid } from "./errors.ts";
import { checkFilter } from "./filter.ts";
import { DEFAULT_GROUP, type Group, type Groups } from "./group-list.ts";
import { Input } from "./input.ts";
import { pageOf } from "./pages.ts";

const PAGE_SIZE = 25;

/** https://docs.aws.amazon.com/xray/latest/api/API_GetGroups.html */
export const getGroups: Operation = (value, { groups }) => {
  const input = new Input(value);
  const token = input.text("NextToken");
  input.check();
  const page = pageOf(groups.all(), ({ GroupName }) => GroupName, token, PAGE_SIZE);
  return { Groups: page.items, ...(page.nextToken !== undefined && { NextToken: page.nextToken }) };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_GetGroup.html */
export const getGroup: Operation = (value, { groups }) => ({ Group: known(new Input(value), groups) });

/** https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html */
export const createGroup: Operation = (value, { groups }) => {
  const input = new Input(value);
  const GroupName = input.requiredText("GroupName");
  const FilterExpression = expressionOf(input, groups);
  const InsightsConfiguration = insightsOf(input);
  input.check();
  return {
    Group: groups.create({
      GroupName,
      ...(FilterExpression !== undefined && { FilterExpression }),
      InsightsConfiguration,
    }),
  };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_UpdateGroup.html */
export const updateGroup: Operation = (value, { groups }) => {
  const input = new Input(value);
  const group = known(input, groups);
  const FilterExpression = expressionOf(input, groups) ?? group.FilterExpression;
  const InsightsConfiguration = insightsOf(input, group);
  input.check();
  if (group.GroupName === DEFAULT_GROUP && FilterExpression !== undefined) {
    throw invalid("FilterExpression: the Default group matches every trace. Create another group.");
  }
  return {
    Group: groups.update({
      ...group,
      ...(FilterExpression !== undefined && { FilterExpression }),
      InsightsConfiguration,
    }),
  };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_DeleteGroup.html */
export const deleteGroup: Operation = (value, { groups }) => {
  groups.remove(known(new Input(value), groups));
  return {};
};

function known(input: Input, groups: Groups): Group {
  const group = groups.named(input);
  if (group === undefined) throw invalid("GroupName or GroupARN: one of them must be given.");
  return group;
}

function expressionOf(input: Input, groups: Groups): string | undefined {
  const expression = input.text("FilterExpression");
  if (expression !== undefined) checkFilter(expression, groups);
  return expression;
}

/** There are no insights here; the settings are stored only so that a program can read back what it wrote. */
function insightsOf(input: Input, before?: Group): Group["InsightsConfiguration"] {
  const given = input.has("InsightsConfiguration") ? input.object("InsightsConfiguration") : undefined;
  const flag = (key: "InsightsEnabled" | "NotificationsEnabled"): boolean => {
    const value = given?.raw(key);
    return typeof value === "boolean" ? value : (before?.InsightsConfiguration[key] ?? false);
  };
  return { InsightsEnabled: flag("InsightsEnabled"), NotificationsEnabled: flag("NotificationsEnabled") };
}
