import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { loadBundle, mask, saveBundle } from "../../../packages/checks/src/bundle.ts";
import { defineCheck, type Check } from "../../../packages/checks/src/check.ts";
import { defineFact, NotRead, type Fact } from "../../../packages/checks/src/fact.ts";
import { KubernetesError, type KubernetesSource } from "../../../packages/checks/src/kubernetes/source.ts";
import { toJson } from "../../../packages/checks/src/output/json.ts";
import { toJunit } from "../../../packages/checks/src/output/junit.ts";
import { formatText } from "../../../packages/checks/src/output/text.ts";
import { evaluate } from "../../../packages/checks/src/run/evaluate.ts";
import { FactReader, type SourcesOfAll } from "../../../packages/checks/src/run/fact-reader.ts";
import { effectsOf, exitCodeOf, firstBroken, unproven, type Report } from "../../../packages/checks/src/run/report.ts";
import { runChecks } from "../../../packages/checks/src/run/run.ts";
import { CASES } from "./support/cases.ts";
import { evaluated, factsOf } from "./support/evaluated.ts";
import { changed, EKS, LOCAL } from "./support/deployments.ts";

const nothing = (): never => {
  throw new KubernetesError("Forbidden", "no");
};
const kubernetes: KubernetesSource = {
  list: nothing,
  get: nothing,
  log: nothing,
  exec: nothing,
  runPod: nothing,
  token: nothing,
  ready: nothing,
  server: nothing,
};
const sources: SourcesOfAll = {
  target: LOCAL.target,
  aws: () => Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException" })),
  kubernetes,
  http: { get: () => Promise.reject(new Error("no")) },
  now: Date.now,
  announce: () => undefined,
};
const reader = (allowed = effectsOf("verify", true)) => new FactReader(sources, allowed);

const fact = <T>(name: string, read: Fact<T>["read"], rest: Partial<Fact<T>> = {}): Fact<T> =>
  defineFact({ name, title: name, read, ...rest });

/** A check of one fact, which finds something when its value is false. */
function checkOf(name: string, need: Fact<boolean>, rest: Partial<Check> & { settling?: boolean } = {}): Check {
  const { settling = false, ...others } = rest;
  return {
    ...defineCheck({
      name,
      link: "agent",
      title: name,
      why: "",
      fix: "mend it",
      sources: [],
      needs: { need },
      *check({ need: value }) {
        if (!value) yield { message: `${name} is wrong`, settling };
      },
    }),
    ...others,
  };
}

const reportOf = (results: Report["results"], command: Report["command"] = "doctor"): Report => ({
  command,
  target: EKS.target,
  shape: { platform: "eks", mode: "daemonset", agent: "xrayDaemon" },
  results,
  leftOut: 0,
});

describe("reading facts", () => {
  it("reads each once, side by side", async () => {
    let reads = 0;
    let now = 0;
    let most = 0;
    const slow = (name: string) =>
      fact(name, async () => {
        reads += 1;
        most = Math.max(most, (now += 1));
        await sleep(5);
        now -= 1;
        return true;
      });
    const [a, b] = [slow("a"), slow("b")];
    const one = reader();
    await Promise.all([one.read(a), one.read(b), one.read(a)]);
    assert.deepEqual([reads, most], [2, 2]);
    one.forget([a]);
    await one.read(a);
    assert.equal(reads, 3);
  });

  it("never sends a second time", async () => {
    let sent = 0;
    const send = fact("send", () => Promise.resolve((sent += 1)), { effect: "sends" });
    const one = reader();
    await one.read(send);
    one.forget([send]);
    await one.read(send);
    assert.equal(sent, 1);
  });

  it("says why a fact is not known: no right, not allowed, no answer, not of this platform", async () => {
    const denied = fact("denied", async ({ aws }) => aws("xray"), { iam: ["xray:GetGroups"] });
    const forbidden = fact(
      "forbidden",
      async ({ kubernetes: cluster }) => cluster.list({ group: "apps", version: "v1", resource: "daemonsets" }, {}),
      {
        kubernetes: [{ verb: "list", group: "apps", resource: "daemonsets" }],
      },
    );
    const late = fact("late", () => new Promise(() => undefined), { timeout: 5 });
    const elsewhere = fact("elsewhere", () => Promise.resolve(1), { platform: "ecs" });
    const probes = fact("probes", () => Promise.resolve(1), { effect: "probes" });
    const broken = fact("broken", () => Promise.reject(new TypeError("x is undefined")));
    const one = reader(effectsOf("doctor", false));
    const reason = async (each: Fact): Promise<string> => {
      const known = await one.read(each);
      return known.known ? "known" : `${known.kind}: ${known.reason}`;
    };
    assert.equal(await reason(denied), "right: needs xray:GetGroups (AWS answered AccessDeniedException)");
    assert.equal(await reason(forbidden), "right: needs the right to list daemonsets.apps");
    assert.equal(await reason(late), "failed: no answer within 0.005 s");
    assert.equal(await reason(elsewhere), "unsupported: the platform is kubernetes");
    assert.match(await reason(probes), /^unasked: .*--probe$/);
    assert.match(await reason(broken), /^failed: .*x is undefined/);
  });

  it("takes over why another fact is not known, and does not count its time", async () => {
    const slow = fact("slow", () => sleep(30).then(() => 1), { timeout: 1000 });
    const missing = fact("missing", () => Promise.reject(new NotRead("right", "needs a right")));
    const waits = fact("waits", ({ fact: other }) => other(slow), { timeout: 10 });
    const depends = fact("depends", ({ fact: other }) => other(missing));
    const one = reader();
    assert.deepEqual(await one.read(waits), { known: true, value: 1 });
    assert.deepEqual(await one.read(depends), { known: false, kind: "right", reason: "needs a right" });
  });

  it("takes an action that an emulator lacks for a part that is not there, and one of AWS for a failure", async () => {
    const lacking = Object.assign(new Error("no such action"), { name: "UnknownOperationException" });
    const unknown = fact("unknown", () => Promise.reject(lacking), { iam: ["xray:GetIndexingRules"] });
    const kindOf = async (target: SourcesOfAll["target"]): Promise<string> => {
      const known = await new FactReader({ ...sources, target }, ["reads"]).read(unknown);
      return known.known ? "known" : known.kind;
    };
    assert.equal(await kindOf(LOCAL.target), "unsupported");
    assert.equal(await kindOf(EKS.target), "failed");
  });
});

describe("results", () => {
  it("are five, and a missing right is none of the bad ones", () => {
    const [yes, no, gone] = ["yes", "no", "gone"].map((name) => fact(name, () => Promise.resolve(true)));
    const crash = {
      ...checkOf("crash", yes!),
      find: (): never => {
        throw new Error("oh");
      },
    };
    const checks = [
      checkOf("holds", yes!),
      checkOf("broken", no!),
      checkOf("suspect", no!, { certainty: "suggests" }),
      checkOf("unknown", gone!),
      crash,
    ];
    const facts = {
      yes: { known: true, value: true },
      no: { known: true, value: false },
      gone: { known: false, kind: "right", reason: "needs a right" },
    } as const;
    const results = evaluate(checks, facts, EKS.target, { platform: "eks", mode: "daemonset", agent: "xrayDaemon" });
    assert.deepEqual(
      results.map(({ status }) => status),
      ["holds", "broken", "suspect", "not-looked-at", "crashed"],
    );
    const code = (...statuses: string[]): number =>
      exitCodeOf(reportOf(results.filter(({ status }) => statuses.includes(status))));
    assert.deepEqual(
      [code("holds"), code("not-looked-at", "suspect"), code("broken", "holds"), code("crashed", "broken")],
      [0, 0, 1, 2],
    );
    const verified = (status: string): number =>
      exitCodeOf(
        reportOf(
          results.filter((each) => each.status === status),
          "verify",
        ),
      );
    assert.deepEqual([verified("holds"), verified("not-looked-at"), verified("suspect")], [0, 1, 1]);
  });

  it("name the first broken link, and the rest as its consequences", () => {
    const deployment = changed(EKS, ({ workload }) => ({
      workload: { ...workload, agents: [] },
      "daemon-set-exists": false,
      probe: { ...EKS.values.probe!, udp: { error: "ECONNREFUSED" }, tcp: { error: "ECONNREFUSED" } },
      "own-trace": { ...EKS.values["own-trace"]!, segments: [] },
    }));
    const results = evaluated(deployment);
    assert.equal(firstBroken({ results })?.check.name, "agent-is-installed");
    const consequences = results.filter(({ consequenceOf }) => consequenceOf !== undefined);
    assert.deepEqual(
      consequences.map(({ check, consequenceOf }) => [check.name, consequenceOf]),
      ["agent-where-the-api-runs", "api-reaches-udp", "api-reaches-tcp", "own-trace-comes-back"].map((name) => [
        name,
        "agent-is-installed",
      ]),
    );
    const text = formatText(reportOf(results), { verbose: false });
    assert.match(text, /^First broken link: agent \(agent-is-installed\)\. No pod in pmp runs/m);
    assert.match(text, /^Fix: helm upgrade --install pmp charts\/pmp-xray -n pmp --set region=us-east-1/m);
    assert.match(text, /^4 more are consequences\.$/m);
  });

  it("are the same in text, JSON and JUnit", () => {
    const { good, bad } = CASES["five-actions-allowed"]!;
    const report = reportOf(evaluated(changed(good, bad)));
    const json = toJson(report) as {
      exitCode: number;
      firstBroken: string;
      links: { checks: { name: string; status: string }[] }[];
    };
    assert.deepEqual([json.exitCode, json.firstBroken], [1, "five-actions-allowed"]);
    assert.equal(json.links.flatMap(({ checks }) => checks).length, report.results.length);
    const junit = toJunit(report);
    assert.equal([...junit.matchAll(/<testcase /g)].length, report.results.length);
    assert.match(
      junit,
      /name="five-actions-allowed"><failure type="broken" message="The agent&apos;s|name="five-actions-allowed"><failure type="broken" message="The agent's role may not xray:GetSamplingRules\."/,
    );
    assert.match(
      toJunit(reportOf([{ ...report.results[0]!, status: "crashed", reason: 'a < b & "c"\u0001' }])),
      /a &lt; b &amp; &quot;c&quot;</,
    );
    assert.match(formatText(report, { verbose: false }), /BROKEN +five-actions-allowed/);
  });

  it("of a healthy deployment are proven", () => {
    const results = evaluated(EKS);
    assert.deepEqual(
      unproven({ results }).map(({ check }) => check.name),
      [],
    );
    assert.match(formatText(reportOf(results, "verify"), { verbose: false }), /\nProven: every link holds\.$/);
    assert.match(formatText(reportOf(results), { verbose: false }), /\nNothing is broken\. pmp-xray verify proves it/);
  });
});

describe("waiting", () => {
  const run = (checks: readonly Check[], one: FactReader, waitSeconds: number) =>
    runChecks({
      checks,
      target: LOCAL.target,
      reader: one,
      waitSeconds,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });

  it("looks again at what is settling, until it holds", async () => {
    let reads = 0;
    const soon = fact("soon", () => Promise.resolve((reads += 1) > 2));
    const check = checkOf("settles", soon, { settling: true, settles: { deadline: 10, every: 0.01 } });
    const { results } = await run([check], reader(), 10);
    assert.deepEqual([results[0]?.status, reads], ["holds", 3]);
  });

  it("does not wait for what is wrong, for consequences, or when it shall not", async () => {
    let reads = 0;
    const never = fact("never", () => Promise.resolve((reads += 1) < 0));
    const settles = { deadline: 10, every: 0.01 };
    await run([checkOf("wrong", never, { settles })], reader(), 10);
    assert.equal(reads, 1);
    await run(
      [checkOf("cause", never), checkOf("after", never, { settling: true, settles, after: ["cause"] })],
      reader(),
      10,
    );
    assert.equal(reads, 2);
    await run([checkOf("settling", never, { settling: true, settles })], reader(), 0);
    assert.equal(reads, 3);
  });

  it("ends at the check's own deadline", async () => {
    const never = fact("never", () => Promise.resolve(false));
    const check = checkOf("late", never, { settling: true, settles: { deadline: 0.05, every: 0.01 } });
    assert.equal((await run([check], reader(), 60)).results[0]?.status, "broken");
  });
});

describe("a saved run", () => {
  const saved = saveBundle({ command: "doctor", target: EKS.target, facts: factsOf(EKS) });

  it("gives the same results when it is read again", () => {
    const { facts, target } = loadBundle(saved);
    const shape = { platform: "eks", mode: "daemonset", agent: "xrayDaemon" } as const;
    const again = evaluate(
      evaluated(EKS).map(({ check }) => check),
      facts,
      target,
      shape,
    );
    assert.deepEqual(
      again.map(({ status }) => status),
      evaluated(EKS).map(({ status }) => status),
    );
  });

  it("masks account ids, tokens and keys, and tells two accounts apart", () => {
    assert.doesNotMatch(saved, /123456789012/);
    const text =
      "arn:aws:iam::123456789012:role/a arn:aws:iam::210987654321:role/b, account 123456789012; eyJhbGciOi.eyJzdWIi.c2lnbmF0 AKIAIOSFODNN7EXAMPLE Authorization: AWS4-HMAC";
    assert.equal(
      mask(text),
      "arn:aws:iam::000000000001:role/a arn:aws:iam::000000000002:role/b, account 000000000001; (token) (access key) Authorization: (hidden)",
    );
    // A trace id is no account.
    assert.equal(mask("1-6923f001-012345678901234567890123"), "1-6923f001-012345678901234567890123");
  });

  it("is refused when it is something else", () => {
    assert.throws(() => loadBundle("no"), /^Error: it is not JSON$/);
    assert.throws(() => loadBundle("{}"), /^Error: version: /);
  });
});
