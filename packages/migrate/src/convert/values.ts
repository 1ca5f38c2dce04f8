import { isObject } from "./sdk-rules.ts";

/** Values of charts/pmp-xray, and what they don't say any more. */
export interface ConvertedValues {
  readonly values: Readonly<Record<string, unknown>>;
  /** One sentence each: what a person has to do or to know. */
  readonly notes: readonly string[];
}

/** Reads values of another chart: each is asked for once, and what nobody asked for can be listed. */
export class ValuesReader {
  readonly #given: unknown;
  readonly #asked = new Set<string>();

  constructor(given: unknown) {
    this.#given = given;
  }

  /** The value at a path such as `xray.region`; undefined for none, null, an empty text, list or map. */
  get(path: string): unknown {
    this.#asked.add(path);
    const value = path.split(".").reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.#given);
    if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return undefined;
    return isObject(value) && Object.keys(value).length === 0 ? undefined : value;
  }

  text(path: string): string | undefined {
    const value = this.get(path);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }

  map(path: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.get(path);
    return isObject(value) ? value : undefined;
  }

  list(path: string): readonly unknown[] | undefined {
    const value = this.get(path);
    return Array.isArray(value) ? value : undefined;
  }

  /** Paths of values that nobody asked for, without empty ones. */
  rest(): string[] {
    const found: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (this.#asked.has(path) || value === null || value === "" || (Array.isArray(value) && value.length === 0))
        return;
      const isAbove = [...this.#asked].some((asked) => asked.startsWith(`${path}.`));
      if (isObject(value) && (path === "" || isAbove)) {
        for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
      } else if (!isObject(value) || Object.keys(value).length > 0) found.push(path);
    };
    visit(this.#given, "");
    return found;
  }
}

/** An object without members that are undefined, and without members that are empty then. */
export function present(tree: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      const kept = isObject(value) ? present(value) : value;
      return kept === undefined || (isObject(kept) && Object.keys(kept).length === 0) ? [] : [[key, kept]];
    }),
  );
}

/** Annotation of a service account with the role of IRSA. */
const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** The role of a service account's annotations, and whether there are others. */
export function roleOf(annotations: Readonly<Record<string, unknown>> | undefined): {
  readonly roleArn: string | undefined;
  readonly others: readonly string[];
} {
  const role = annotations?.[ROLE_ANNOTATION];
  const others = Object.keys(annotations ?? {}).filter((key) => key !== ROLE_ANNOTATION);
  return {
    roleArn: typeof role === "string" && /^arn:aws[\w-]*:iam::\d{12}:role\/.+/.test(role) ? role : undefined,
    others,
  };
}

/** The chart's smallest memory limit of the agent, in mebibytes. */
const LEAST_MEMORY = 64;

/** Resources that the chart takes: its agent needs a memory limit of 64Mi. */
export function resourcesOf(given: Readonly<Record<string, unknown>> | undefined, notes: string[]): unknown {
  if (given === undefined) return undefined;
  const limits = isObject(given.limits) ? given.limits : {};
  const requests = isObject(given.requests) ? given.requests : {};
  const megabytes = mebibytes(limits.memory);
  if (megabytes !== undefined && megabytes < LEAST_MEMORY) {
    notes.push(
      `resources.limits.memory ${String(limits.memory)} is raised to ${LEAST_MEMORY}Mi, the least that the agent is stable with.`,
    );
    return present({ requests: withoutMore(requests), limits: { ...limits, memory: `${LEAST_MEMORY}Mi` } });
  }
  return present({ requests: withoutMore(requests), limits });

  /** Requests that a chart's default limit would contradict are left to the default. */
  function withoutMore(all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const limit = megabytes ?? 256;
    const asked = mebibytes(all.memory);
    if (asked === undefined || asked <= Math.max(limit, LEAST_MEMORY)) return all;
    notes.push(`resources.requests.memory ${String(all.memory)} is above the limit: left out.`);
    return Object.fromEntries(Object.entries(all).filter(([key]) => key !== "memory"));
  }
}

const UNITS: Readonly<Record<string, number>> = {
  Ki: 1 / 1024,
  Mi: 1,
  Gi: 1024,
  k: 1e3 / 1024 ** 2,
  M: 1e6 / 1024 ** 2,
  G: 1e9 / 1024 ** 2,
};

function mebibytes(memory: unknown): number | undefined {
  const [, number = "", unit = ""] =
    /^(\d+(?:\.\d+)?)([KMG]i|[kMG])?$/.exec(
      typeof memory === "string" || typeof memory === "number" ? `${memory}` : "",
    ) ?? [];
  return number === "" ? undefined : Number(number) * (unit === "" ? 1 / 1024 ** 2 : (UNITS[unit] ?? 1));
}

/** Notes that hold for every chart that this one replaces. */
export const COMMON_NOTES = [
  "networkPolicy.agent.from must name who may reach the agent, since TCP 2000 signs any X-Ray call: as written, nobody but the pods of this release.",
  "The agent's address is xray-daemon:2000 in its namespace, xray-daemon.NAMESPACE.svc.cluster.local:2000 elsewhere: change AWS_XRAY_DAEMON_ADDRESS of the apps.",
  "The agent's service account is xray-daemon: the trust policy or the Pod Identity association of its role must name it.",
];
