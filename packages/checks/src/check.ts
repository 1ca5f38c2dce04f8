import type { Fact } from "./fact.ts";
import type { Link } from "./links.ts";
import type { AgentKind, AgentMode, Platform, Shape, Target } from "./target.ts";

/** `static` and `live` are read, `probe` runs a script in a pod, `proof` sends requests. */
export const PHASES = ["static", "live", "probe", "proof"] as const;
export type Phase = (typeof PHASES)[number];

/** Something that does not hold. */
export interface Finding {
  /** One sentence with the real names and values. */
  readonly message: string;
  /** What it is about: `DaemonSet pmp/xray-daemon`, an ARN, a rule. */
  readonly object?: string;
  /** Lines that show it: of a log, of an answer. */
  readonly evidence?: readonly string[];
  /** A command that can be pasted, or what to change. Default: the check's own. */
  readonly fix?: string;
  /** It may hold in a moment, without anybody doing anything: verify waits for it. */
  readonly settling?: boolean;
}

/** The deployments that a check is for. A member that is missing leaves nothing out. */
export interface Where {
  readonly platforms?: readonly Platform[];
  readonly modes?: readonly AgentMode[];
  readonly agents?: readonly AgentKind[];
}

/** Facts by the names that a check calls them. */
export type Needs = Readonly<Record<string, Fact>>;
type Values<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer T> ? T : never };

/** One thing that must hold. */
export interface Check {
  /** Unique, in kebab-case: also its anchor in docs/checks.md. */
  readonly name: string;
  readonly link: Link;
  /** What must hold, in a few words. */
  readonly title: string;
  /** What happens when it does not. */
  readonly why: string;
  /** What to do then. */
  readonly fix: string;
  /** `error`: traces, decisions or alarms are lost. `warning`: it costs, or will be in the way one day. */
  readonly severity: "error" | "warning";
  /** A finding that only `suggests` is a suspicion, never called broken. */
  readonly certainty: "proves" | "suggests";
  readonly phase: Phase;
  readonly needs: readonly Fact[];
  /** Checks whose finding explains one of this. */
  readonly after: readonly string[];
  readonly where: Where;
  /** How long a finding that is settling is looked at again, and how often: seconds. */
  readonly settles?: { readonly deadline: number; readonly every: number };
  /** Pages that say it. */
  readonly sources: readonly string[];
  /** Finds what does not hold. Pure: it knows nothing but the values, which are in the order of `needs`. */
  readonly find: (values: readonly unknown[], target: Target, shape: Shape) => Finding[];
}

interface Definition<N extends Needs>
  extends
    Pick<Check, "name" | "link" | "title" | "why" | "fix" | "sources" | "settles">,
    Partial<Pick<Check, "severity" | "certainty" | "phase" | "after" | "where">> {
  readonly needs: N;
  readonly check: (facts: Values<N>, target: Target, shape: Shape) => Iterable<Finding>;
}

/** A check with defaults: an error, which it proves, by what can be read without touching a pod. */
export function defineCheck<const N extends Needs>({ needs, check, ...rest }: Definition<N>): Check {
  const names = Object.keys(needs);
  return {
    severity: "error",
    certainty: "proves",
    phase: "static",
    after: [],
    where: {},
    ...rest,
    needs: Object.values(needs),
    find: (values, target, shape) => {
      const facts = Object.fromEntries(names.map((name, index) => [name, values[index]])) as Values<N>;
      return [...check(facts, target, shape)];
    },
  };
}
