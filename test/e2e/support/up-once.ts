import { openRecordedStack, up, type StackTarget } from "../../../local/stack/stack.ts";

// One `up` in a process of its own, for a test that kills the engine in the middle of it. The target comes as JSON.
const target = JSON.parse(process.argv[2] ?? "{}") as StackTarget;
await up(await openRecordedStack(target), target.paths);
