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

/** The agent's least memory limit, and its limits when the values have none: mebibytes and thousandths of a core. */
const LEAST_MEMORY = 64;
const DEFAULT_LIMITS = { memory: 256, cpu: 500 };

/**
 * Resources that the chart takes. Without a request Kubernetes takes the limit, but this chart has a default for each:
 * both are written, so that none is above the other.
 */
export function resourcesOf(given: Readonly<Record<string, unknown>> | undefined, notes: string[]): unknown {
  if (given === undefined) return undefined;
  const limits = { ...(isObject(given.limits) ? given.limits : {}) };
  const requests = { ...(isObject(given.requests) ? given.requests : {}) };
  if (amount("memory", limits.memory) < LEAST_MEMORY) {
    notes.push(
      `resources.limits.memory ${shown(limits.memory)} is raised to ${LEAST_MEMORY}Mi, the least that the chart takes.`,
    );
    limits.memory = `${LEAST_MEMORY}Mi`;
  }
  for (const what of ["memory", "cpu"] as const) {
    const [limit, request] = [amount(what, limits[what]), amount(what, requests[what])];
    if (Number.isNaN(limit)) {
      if (request > DEFAULT_LIMITS[what]) limits[what] = requests[what];
    } else if (Number.isNaN(request)) requests[what] = limits[what];
    else if (request > limit) {
      notes.push(
        `resources.requests.${what} ${shown(requests[what])} is above the limit, ${shown(limits[what])}: lowered to it.`,
      );
      requests[what] = limits[what];
    }
  }
  return present({ requests, limits });
}

function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? `${value}` : "nothing";
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ Ki: 1 / 1024, Mi: 1, Gi: 1024, k: 1e3 / 1024 ** 2, M: 1e6 / 1024 ** 2, G: 1e9 / 1024 ** 2 },
};

/** Mebibytes of memory, or thousandths of a core; not a number for what is none. */
function amount(what: "memory" | "cpu", quantity: unknown): number {
  const text = typeof quantity === "string" || typeof quantity === "number" ? `${quantity}` : "";
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([KMG]i|[kMGm])?$/.exec(text) ?? [];
  if (number === undefined) return NaN;
  if (what === "cpu") return Number(number) * (unit === "m" ? 1 : 1000);
  return Number(number) * (unit === "" ? 1 / 1024 ** 2 : (UNITS[unit] ?? NaN));
}

/** Notes that hold for every chart that this one replaces. */
export const COMMON_NOTES = [
  "networkPolicy.agent.from must name the pods that send traces: TCP 2000 signs any X-Ray call, so the chart installs nothing until it does.",
  "The agent's address is xray-daemon:2000 in its namespace, xray-daemon.NAMESPACE.svc.cluster.local:2000 elsewhere: change AWS_XRAY_DAEMON_ADDRESS of the apps.",
  "The agent's service account is xray-daemon: the trust policy or the Pod Identity association of its role must name it.",
];
