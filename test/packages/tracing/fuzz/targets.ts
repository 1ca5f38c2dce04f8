import { addresses, answers } from "./answers.ts";
import { documents, metadata, stacks, truncation } from "./documents.ts";
import { ecsMetadata } from "./ecs-metadata.ts";
import { headers } from "./header.ts";
import { matching } from "./rules.ts";
import { secrets, texts, times } from "./secrets.ts";
import type { FuzzTarget } from "./target.ts";

/** Everything that reads what comes from outside. */
export const TARGETS: readonly FuzzTarget[] = [
  headers,
  matching,
  documents,
  truncation,
  stacks,
  metadata,
  answers,
  addresses,
  ecsMetadata,
  secrets,
  texts,
  times,
];
