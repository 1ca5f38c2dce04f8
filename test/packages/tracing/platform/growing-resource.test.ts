import assert from "node:assert/strict";
import { growingResource } from "../../../../packages/tracing/src/platform/growing-resource.ts";
import type { Attributes } from "../../../../packages/tracing/testing.ts";
import { serviceOf } from "../../../../packages/tracing/src/segment/document.ts";

describe("a resource whose attributes come later", () => {
  const known = { "service.name": "api", "cloud.platform": "aws_ecs", "aws.ecs.launchtype": "ec2" };

  it("has the known ones at once, and the others when they were found", async () => {
    let find: (attributes: Attributes) => void = () => undefined;
    const resource = growingResource(known, new Promise((resolve) => (find = resolve)));
    assert.deepEqual(resource.attributes, known);
    assert.deepEqual(serviceOf(resource.attributes).aws.ecs, { launch_type: "ec2" });
    find({ "aws.ecs.task.family": "pmp-api" });
    await Promise.resolve();
    assert.deepEqual(resource.attributes, { ...known, "aws.ecs.task.family": "pmp-api" });
    assert.deepEqual(serviceOf(resource.attributes).aws.ecs, { launch_type: "ec2", task_family: "pmp-api" });
    assert.equal(resource.attributes, resource.attributes, "one object: what is derived from it is cached by it");
  });

  it("keeps what the environment said", async () => {
    const resource = growingResource(known, Promise.resolve({ "aws.ecs.launchtype": "fargate", "service.name": "x" }));
    await Promise.resolve();
    assert.deepEqual(resource.attributes, known);
  });
});
