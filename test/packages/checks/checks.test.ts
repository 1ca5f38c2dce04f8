import assert from "node:assert/strict";
import { CHECKS } from "../../../packages/checks/src/checks/index.ts";
import { FACTS } from "../../../packages/checks/src/facts/index.ts";
import { shapeOf } from "../../../packages/checks/src/shape.ts";
import { LINKS } from "../../../packages/checks/src/links.ts";
import { SIGNATURES } from "../../../packages/checks/src/signatures.ts";
import { matching } from "../../../packages/checks/src/checks/parts/log-check.ts";
import { CASES } from "./support/cases.ts";
import { evaluated, factsOf } from "./support/evaluated.ts";
import { changed, HEALTHY, type Deployment } from "./support/deployments.ts";

const badDeployment = (name: string): Deployment => {
  const { good, bad, target } = CASES[name]!;
  const deployment = changed(good, bad);
  return { ...deployment, target: { ...deployment.target, ...target } };
};

/** Facts that are no objects: that they are read can't be seen. */
const PLAIN = new Set(["agent-association", "daemon-set-exists"]);

/** A value that says when it is read. */
function watched(value: unknown, onRead: () => void): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver): unknown {
      onRead();
      return Reflect.get(target, key, receiver);
    },
    ownKeys(target) {
      onRead();
      return Reflect.ownKeys(target);
    },
  });
}

describe("checks", () => {
  it("have a good and a bad case each, and there are sixty or more", () => {
    assert.deepEqual(Object.keys(CASES).sort(), CHECKS.map(({ name }) => name).sort());
    assert.ok(CHECKS.length >= 60, String(CHECKS.length));
  });

  for (const [name, deployment] of Object.entries(HEALTHY)) {
    it(`find nothing in the healthy deployment ${name}`, () => {
      const found = evaluated(deployment).filter(({ status }) => status !== "holds" && status !== "not-looked-at");
      assert.deepEqual(
        found.map(({ check, findings, reason }) => [check.name, ...findings.map(({ message }) => message), reason]),
        [],
      );
    });
  }

  for (const check of CHECKS) {
    it(`${check.name} holds in its good case, and finds its bad one`, () => {
      const { good, finds } = CASES[check.name]!;
      const [before] = evaluated(good, [check]);
      assert.equal(before?.status, "holds", before?.reason);
      const [after] = evaluated(badDeployment(check.name), [check]);
      assert.equal(after?.status, check.certainty === "proves" ? "broken" : "suspect", after?.reason);
      assert.match(after.findings.map(({ message }) => message).join("\n"), finds);
    });

    it(`${check.name} reads the facts that it names, and no others`, () => {
      const { good } = CASES[check.name]!;
      const read = new Set<string>();
      for (const deployment of [good, badDeployment(check.name)]) {
        const facts = factsOf(deployment);
        // A check is given nothing but these: what it needs and does not name, it can't have.
        const values = check.needs.map(({ name }) => {
          const known = facts[name];
          return watched(known?.known === true ? known.value : undefined, () => read.add(name));
        });
        check.find(values, deployment.target, shapeOf(deployment.target, facts));
      }
      assert.deepEqual(
        check.needs.map(({ name }) => name).filter((name) => !read.has(name) && !PLAIN.has(name)),
        [],
      );
    });
  }

  it("have names of their own, sources, and refer to checks and links that there are", () => {
    const names = CHECKS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, after, sources, link, settles } of CHECKS) {
      assert.match(name, /^[a-z]+(?:-[a-z]+)*$/);
      assert.ok(sources.length > 0 && sources.every((source) => URL.canParse(source)), name);
      assert.deepEqual(
        after.filter((other) => !names.includes(other)),
        [],
        name,
      );
      assert.ok(LINKS.includes(link));
      assert.ok(settles === undefined || (settles.every > 0 && settles.deadline >= settles.every), name);
    }
    const links = CHECKS.map(({ link }) => LINKS.indexOf(link));
    assert.deepEqual(
      links,
      links.toSorted((a, b) => a - b),
      "in the order of the chain",
    );
  });

  it("name only facts that are in the list, and each of those is of use", () => {
    const listed = new Set(FACTS.map(({ name }) => name));
    assert.equal(listed.size, FACTS.length);
    const needed = new Set(CHECKS.flatMap(({ needs }) => needs.map(({ name }) => name)));
    assert.deepEqual(
      [...needed].filter((name) => !listed.has(name)),
      [],
    );
    assert.deepEqual(
      [...listed].filter((name) => !needed.has(name)).sort(),
      ["ecs-task"].filter((name) => !needed.has(name)),
    );
  });

  it("have no circle of causes", () => {
    const byName = new Map(CHECKS.map((check) => [check.name, check]));
    const visit = (name: string, above: readonly string[]): void => {
      assert.ok(!above.includes(name), [...above, name].join(" after "));
      for (const next of byName.get(name)?.after ?? []) visit(next, [...above, name]);
    };
    for (const { name } of CHECKS) visit(name, []);
  });
});

describe("signatures of logs", () => {
  for (const { check, pattern, sample } of SIGNATURES) {
    it(`know a line of ${check}: ${sample.slice(0, 60)}…`, () => {
      assert.match(sample, pattern);
      assert.ok(CHECKS.some(({ name }) => name === check));
    });
  }

  it("take no line that is over: written before a success, or not written again while it would be", () => {
    const { sample: denied } = SIGNATURES.find(({ check }) => check === "agent-is-not-denied")!;
    const { sample: unreached } = SIGNATURES.find(({ check }) => check === "sampler-gets-rules")!;
    const sent = "2026-11-22T09:14:05Z [Info] Successfully sent batch of 50 segments (0.054 seconds)";
    const found = (check: string, lines: readonly string[], ages: readonly number[]) =>
      matching(check, { pod: "one", lines, ages });
    assert.deepEqual(found("agent-is-not-denied", [denied, sent, denied], [3, 2, 1]).length, 1);
    assert.deepEqual(found("agent-is-not-denied", [denied, sent], [3, 2]), []);
    assert.deepEqual(found("agent-is-not-denied", [denied], [1700]), [denied]);
    assert.deepEqual(found("sampler-gets-rules", [unreached], [20]), [unreached]);
    assert.deepEqual(found("sampler-gets-rules", [unreached], [400]), []);
  });

  for (const { check, sample, over } of SIGNATURES) {
    if (over === undefined) continue;
    it(`take a line of ${check} for over after: ${over.sample}`, () => {
      assert.match(over.sample, over.pattern);
      const found = (...lines: string[]) => matching(check, { pod: "one", lines, ages: lines.map(() => 1) });
      assert.deepEqual(found(sample), [sample]);
      assert.deepEqual(found(sample, over.sample), []);
      assert.deepEqual(found(sample, over.sample, sample), [sample]);
      assert.deepEqual(found(over.sample, sample), [sample]);
    });
  }

  it("take no line of an agent that is well", () => {
    const well = [
      "2026-11-22T09:14:03Z [Info] Initializing AWS X-Ray daemon 3.6.6",
      "2026-11-22T09:14:03Z [Info] Using buffer memory limit of 64 MB",
      "2026-11-22T09:14:03Z [Info] 1024 segment buffers allocated",
      "2026-11-22T09:14:03Z [Info] Using region: us-east-1",
      "2026-11-22T09:14:03Z [Info] HTTP Proxy server using X-Ray Endpoint : https://xray.us-east-1.amazonaws.com",
      "2026-11-22T09:14:03Z [Info] Starting proxy http server on 0.0.0.0:2000",
      "2026-11-22T09:14:05Z [Info] Successfully sent batch of 50 segments (0.054 seconds)",
      "2026-11-22T09:14:03Z [Error] Get instance id metadata failed: operation error ec2imds: GetMetadata, access disabled to EC2 IMDS via client option",
      "2026-11-22T09:14:03.801Z\tinfo\tservice@v0.156.0/service.go:222\tEverything is ready. Begin running and processing data.",
    ];
    for (const line of well) {
      assert.deepEqual(
        SIGNATURES.filter(({ pattern }) => pattern.test(line)).map(({ check }) => check),
        [],
        line,
      );
    }
  });
});
