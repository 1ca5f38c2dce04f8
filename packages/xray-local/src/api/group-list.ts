import { randomBytes } from "node:crypto";
import { invalid } from "./errors.ts";
import type { Input } from "./input.ts";

/** A group as the API returns it. https://docs.aws.amazon.com/xray/latest/api/API_Group.html */
export interface Group {
  readonly GroupName: string;
  readonly GroupARN: string;
  readonly FilterExpression?: string;
  readonly InsightsConfiguration: { readonly InsightsEnabled: boolean; readonly NotificationsEnabled: boolean };
}

export const DEFAULT_GROUP = "Default";
/** https://docs.aws.amazon.com/general/latest/gr/xray.html */
const MAX_GROUPS = 25;
const NAME = /^[A-Za-z0-9-]{1,32}$/;

/** The groups; the Default group, which matches every trace, always exists. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #arnPrefix: string;

  constructor(arnPrefix: string) {
    this.#arnPrefix = arnPrefix;
    const off = { InsightsEnabled: false, NotificationsEnabled: false };
    const GroupARN = `${arnPrefix}:group/${DEFAULT_GROUP}`;
    this.#groups.set(DEFAULT_GROUP, { GroupName: DEFAULT_GROUP, GroupARN, InsightsConfiguration: off });
  }

  /** By name. */
  all(): Group[] {
    return [...this.#groups.values()].sort((one, other) => (one.GroupName < other.GroupName ? -1 : 1));
  }

  get(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  /**
   * The group that GroupName or GroupARN names; undefined when neither is given.
   *
   * @throws ApiError when there is no such group
   */
  named(input: Input): Group | undefined {
    const name = input.text("GroupName");
    const arn = input.text("GroupARN");
    input.check();
    if (name === undefined && arn === undefined) return undefined;
    const found = this.all().find(({ GroupName, GroupARN }) => GroupName === name || GroupARN === arn);
    if (found === undefined) throw invalid(`Group not found: ${name ?? arn ?? ""}. GetGroups lists the existing ones.`);
    return found;
  }

  /** @throws ApiError when the name exists or is invalid, or there are too many groups */
  create(group: Omit<Group, "GroupARN">): Group {
    const { GroupName } = group;
    if (!NAME.test(GroupName)) {
      throw invalid(`GroupName: got ${JSON.stringify(GroupName)}; allowed: 1 to 32 letters, digits and dashes.`);
    }
    if (this.#groups.has(GroupName)) throw invalid(`Group already exists: ${GroupName}.`);
    if (this.#groups.size > MAX_GROUPS) throw invalid(`There are ${MAX_GROUPS} groups already, X-Ray's limit.`);
    const GroupARN = `${this.#arnPrefix}:group/${GroupName}/${randomBytes(26).toString("hex").toUpperCase()}`;
    return this.#put({ ...group, GroupARN });
  }

  update(group: Group): Group {
    return this.#put(group);
  }

  /** @throws ApiError for the Default group */
  remove({ GroupName }: Group): void {
    if (GroupName === DEFAULT_GROUP) throw invalid("The Default group can't be deleted.");
    this.#groups.delete(GroupName);
  }

  #put(group: Group): Group {
    this.#groups.set(group.GroupName, group);
    return group;
  }
}
