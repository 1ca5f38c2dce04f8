import { writeFileSync } from "node:fs";
import { record, recordFile, recordText } from "./record.ts";
import { STACKS } from "../../../offline/stack-config.ts";

// Run by hand, when a rename or a replacement is meant: node test/program/support/write-records.ts
for (const stack of STACKS) writeFileSync(recordFile(stack), recordText(await record(stack)));
