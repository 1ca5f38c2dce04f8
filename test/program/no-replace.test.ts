import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { record, recordFile } from "./support/record.ts";
import { STACKS } from "../../offline/stack-config.ts";

const ADVICE =
  "a deployed stack would delete or replace something. If that is meant, give renamed resources aliases, say it in " +
  "docs/upgrading.md, and run: node test/program/support/write-records.ts";

describe("a stack that was deployed with an earlier version", () => {
  for (const stack of STACKS) {
    it(`${stack}: keeps every URN, and everything that would force a replacement`, async () => {
      const recorded: unknown = JSON.parse(readFileSync(recordFile(stack), "utf8"));
      const now = await record(stack);
      try {
        assert.deepEqual(now, recorded);
      } catch (error) {
        throw new Error(`${ADVICE}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    });
  }
});
