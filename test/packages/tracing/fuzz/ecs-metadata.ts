import assert from "node:assert/strict";
import fc from "fast-check";
import { ecsAttributes } from "../../../../packages/tracing/src/platform/ecs-metadata.ts";
import { CONTAINER, TASK } from "../platform/ecs-answers.ts";
import { target } from "./target.ts";

const known = [CONTAINER, TASK, CONTAINER.Labels, CONTAINER.LogOptions].flatMap((object) => Object.keys(object));
const values = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...known), fc.string()));
const answer = fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string()), fc.oneof(values, fc.array(values)));

/** What ECS's metadata endpoint answers becomes texts and lists of texts, none of them empty. */
export const ecsMetadata = target("the reader of ECS's metadata", fc.tuple(answer, answer), ([container, task]) => {
  for (const value of Object.values(ecsAttributes(container, task))) {
    const texts = Array.isArray(value) ? value : [value];
    assert.ok(texts.length > 0 && texts.every((text) => typeof text === "string" && text !== ""));
  }
});
