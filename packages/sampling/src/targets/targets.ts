import { isInDomain, isOwnByName, ownDomain } from "./default.ts";
import { normalHost } from "./host.ts";
import type { TargetSetting } from "./setting.ts";

/** Number of cached hosts; for an app that calls more, such as a crawler, they are evaluated again. */
const MAX_REMEMBERED = 1_000;

/** Decides to which hosts the headers of a trace are sent. */
export class Targets {
  readonly setting: TargetSetting;
  readonly #patterns: readonly RegExp[];
  readonly #byName = new Map<string, boolean>();
  readonly #domains = new Map<string, string | undefined>();

  constructor(setting: TargetSetting) {
    this.setting = setting;
    this.#patterns = setting.patterns.map(expressionOf);
  }

  /**
   * @param host that is called, as the client was given it, with a port or without
   * @param served the Host header of the request during which it is called
   */
  allows(host: string, served: string | undefined): boolean {
    if (remembered(this.#byName, host, () => this.#allowsName(normalHost(host)))) return true;
    if (!this.setting.defaults || served === undefined) return false;
    const domain = remembered(this.#domains, served, () => domainOf(served));
    const name = domain === undefined ? undefined : normalHost(host);
    return domain !== undefined && name !== undefined && isInDomain(name, domain);
  }

  #allowsName(host: string | undefined): boolean {
    if (host === undefined) return this.setting.patterns.includes("*");
    if (this.setting.defaults && isOwnByName(host)) return true;
    return this.#patterns.some((pattern) => pattern.test(host));
  }
}

function domainOf(served: string): string | undefined {
  const host = normalHost(served);
  return host === undefined ? undefined : ownDomain(host);
}

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as T;
  if (known.size >= MAX_REMEMBERED) known.clear();
  const value = find();
  known.set(key, value);
  return value;
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/\*+/).map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
