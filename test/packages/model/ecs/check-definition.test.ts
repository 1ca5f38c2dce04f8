import assert from "node:assert/strict";
import { checkTaskDefinition } from "@pmp/model/ecs";
import { cases } from "./support/definitions.ts";
import { readVerdicts } from "./support/verdicts.ts";

/**
 * What cfn-lint doesn't look at, and ECS refuses or a task ends by: RegisterTaskDefinition's own reference, and its agent's
 * source. On EC2 some of it is allowed.
 */
const ONLY_OURS: Readonly<Record<string, readonly ("FARGATE" | "EC2")[]>> = {
  "CPU that Fargate has not": ["EC2"], // The containers have more than the task.
  "awslogs without a prefix": ["FARGATE"],
  "an unknown log mode": ["FARGATE", "EC2"],
  privileged: ["FARGATE"],
  "extra hosts": ["FARGATE", "EC2"],
  links: ["FARGATE", "EC2"],
  "a health check without CMD": ["FARGATE", "EC2"],
  "an interval that is too short": ["FARGATE", "EC2"],
  "a timeout that is too long": ["FARGATE", "EC2"],
  "too many retries": ["FARGATE", "EC2"],
  "a start period that is too long": ["FARGATE", "EC2"],
  "a restart period that is too short": ["FARGATE", "EC2"],
  "a restart period that is too long": ["FARGATE", "EC2"],
  "a stop timeout that is too long": ["FARGATE"],
  "a stop timeout that is too short": ["FARGATE", "EC2"],
  "an unknown dependency": ["FARGATE", "EC2"],
  "a circle": ["FARGATE", "EC2"],
  "health of a container without a check": ["FARGATE", "EC2"],
  "an essential container that has to end": ["FARGATE", "EC2"],
  "two containers with one name": ["FARGATE", "EC2"],
  "more memory than the task": ["FARGATE", "EC2"],
  "more CPU than the task": ["FARGATE", "EC2"],
  "memory below the reservation": ["FARGATE", "EC2"],
  "too little memory": ["FARGATE", "EC2"],
  "a capability that Fargate has not": ["FARGATE"],
  "shared memory": ["FARGATE"],
  "ephemeral storage below the least": ["FARGATE", "EC2"],
  "ephemeral storage above the most": ["FARGATE", "EC2"],
};

describe("the check of task definitions", () => {
  const { version, verdicts } = readVerdicts();
  const all = cases();

  it(`knows each definition that ${version} was asked about; otherwise run support/write-verdicts.ts`, () => {
    assert.deepEqual(
      all.map(({ name }) => name),
      Object.keys(verdicts),
    );
  });

  it(`refuses what ${version} refuses, and besides only what is listed here`, () => {
    const refused = { byBoth: 0, byUs: [] as string[], byIt: [] as string[] };
    for (const { name, launchType, definition } of all) {
      const ours = checkTaskDefinition(definition, launchType).length > 0;
      const its = verdicts[name]!.length > 0;
      if (ours && its) refused.byBoth += 1;
      if (ours && !its) refused.byUs.push(name);
      if (its && !ours) refused.byIt.push(name);
    }
    assert.ok(refused.byBoth >= 20);
    assert.deepEqual(refused.byIt, []);
    const listed = Object.entries(ONLY_OURS).flatMap(([change, types]) =>
      types.flatMap((type) => ["daemon", "collector"].map((agent) => `${type}, ${agent}: ${change}`)),
    );
    assert.deepEqual(refused.byUs.sort(), listed.sort());
  });

  it("says for each container what is wrong, with the path of the value", () => {
    const [{ definition }] = all.filter(({ name }) => name === "FARGATE, daemon: privileged") as [(typeof all)[number]];
    assert.deepEqual(checkTaskDefinition(definition, "FARGATE"), [
      {
        path: ["containerDefinitions", 0, "privileged"],
        value: true,
        allowed: "nothing, on Fargate",
        fix: { remove: ["containerDefinitions", 0, "privileged"] },
      },
    ]);
  });

  it("survives whatever is given as a definition", () => {
    const odd = [{}, { containerDefinitions: "[]" }, { containerDefinitions: [null, 7, [], { dependsOn: [null] }] }];
    for (const definition of odd) assert.ok(Array.isArray(checkTaskDefinition(definition, "EC2")));
  });
});
