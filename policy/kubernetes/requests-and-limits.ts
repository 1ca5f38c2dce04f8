import { z } from "zod";
import { unique } from "../kit/config.ts";
import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { at } from "../kit/read.ts";
import { collectUnknowns, forEachKnown } from "../kit/unknown.ts";
import { eachContainer, type Container } from "./reading/container.ts";
import { isUnset } from "./reading/fields.ts";
import { nsa } from "./reading/frameworks.ts";
import { podOf, type Pod } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";

const NAMES = unique(z.array(z.string().min(1)));

export const requestsAndLimits = kubernetesPolicy({
  name: "requests-and-limits",
  title: "Every container has resource requests and limits.",
  why: "Without a memory limit a leak affects the node's other pods, also the tracing agent. Without requests the scheduler puts pods on nodes without capacity, and they are evicted first.",
  fix: "Set resources.requests and resources.limits on the container (or spec.resources on the pod, from Kubernetes 1.34). A limit alone counts as the request, as it does in Kubernetes. For no CPU limit set the option limits: [memory].",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [nsa("Resource policies")],
  config: {
    requests: NAMES.default(["cpu", "memory"]).describe("Resources that must be requested."),
    limits: NAMES.default(["cpu", "memory"]).describe("Resources that must be limited."),
  },
  *check(object, { requests, limits }) {
    const pod = podOf(object);
    if (pod === undefined) return;
    // Ephemeral containers can't have resources.
    const groups = ["initContainers", "containers"] as const;
    const check = (container: Container) =>
      collectUnknowns([
        () => forEachKnown(requests, (name) => missing(pod, container, "requests", name)),
        () => forEachKnown(limits, (name) => missing(pod, container, "limits", name)),
      ]);
    yield* eachContainer(pod, check, groups);
  },
});

function* missing(pod: Pod, container: Container, kind: "requests" | "limits", name: string): Iterable<Violation> {
  const kinds = kind === "requests" ? ["requests", "limits"] : ["limits"];
  const amounts = [container.fields, pod.spec].flatMap((of) => kinds.map((each) => at(of, ["resources", each, name])));
  const amount = amounts.find((value) => !isUnset(value));
  const field = `resources.${kind}.${name}`;
  if (isUnset(amount) || isNothing(amount)) yield notAllowed(container, field, amount, "an amount above 0");
  else if (name === "memory" && isTooLittle(amount)) {
    yield notAllowed(container, field, amount, "4Mi or more; without a unit it is bytes, and m means thousandths");
  }
}

/** No container starts with less; it is what a forgotten or mistaken unit leaves of 512 MiB. */
const LEAST_BYTES = 4 * 1024 * 1024;

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["n", 1e-9],
  ["u", 1e-6],
  ["m", 1e-3],
  ["", 1],
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
  ["P", 1e15],
  ["E", 1e18],
  ["Ki", 2 ** 10],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
  ["Ti", 2 ** 40],
  ["Pi", 2 ** 50],
  ["Ei", 2 ** 60],
]);

/**
 * Whether an amount of memory is known to be less than any container needs. The API server refuses what is no amount.
 */
function isTooLittle(amount: unknown): boolean {
  const [, digits = "", exponent = "", unit = ""] =
    /^\s*\+?(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?([A-Za-z]*)\s*$/.exec(String(amount)) ?? [];
  const factor = UNITS.get(unit);
  if (digits === "" || factor === undefined) return false;
  return Number(digits) * 10 ** Number(exponent === "" ? 0 : exponent) * factor < LEAST_BYTES;
}

function isNothing(amount: unknown): boolean {
  return amount === 0 || (typeof amount === "string" && /^0*(?:\.0*)?[A-Za-z]*$/.test(amount));
}
