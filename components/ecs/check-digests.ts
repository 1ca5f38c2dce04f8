/**
 * `npm run digests [-- URL]`: whether the agents' pinned digests are what the registry has under their versions. Exit code 0
 * when they are, 1 when one is not, 2 when the registry can't be asked. URL names a mirror in place of https://public.ecr.aws.
 */
import { agentRepository } from "../workload/chart.ts";
import { AGENTS, PUBLIC_ECR } from "./agent.ts";
import { digestProblem } from "./registry-digest.ts";

const [registry = `https://${PUBLIC_ECR}`] = process.argv.slice(2);
let code = 0;
for (const [kind, { version: tag, digest }] of Object.entries(AGENTS)) {
  const repository = agentRepository(kind).replace(`${PUBLIC_ECR}/`, "");
  const name = `${kind}  ${repository}:${tag}`;
  try {
    const problem = await digestProblem(registry, { repository, tag, digest });
    print(process.stdout, problem === undefined ? `${name}  as pinned: ${digest}` : `${name}  ${problem}`);
    if (problem !== undefined) {
      print(
        process.stdout,
        `  Look which is right, then set version and digest in components/ecs/agent.ts (AGENTS.${kind}).`,
      );
      code = Math.max(code, 1);
    }
  } catch (error) {
    print(process.stderr, `${name}  not compared: ${error instanceof Error ? error.message : String(error)}`);
    code = 2;
  }
}
process.exitCode = code;

function print(to: NodeJS.WriteStream, line: string): void {
  to.write(`${line}\n`);
}
