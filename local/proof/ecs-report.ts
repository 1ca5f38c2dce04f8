import { NOT_SHOWN, type EcsProof } from "./ecs-proof.ts";
import { monitoringRows, permissionTable, section, traceReport } from "./report.ts";
import { table } from "./table.ts";

/** The proof of the stack on ECS as tables for people. */
export function ecsReport(proof: EcsProof): string {
  const { tasks, path, session, places, loss } = proof;
  const of = (values: readonly string[]): string => [...new Set(values)].join(", ");
  const rows = [
    ...tasks.map(({ id, containers }) => [
      `task ${id}`,
      containers.map(({ name, status }) => `${name} ${status}`).join(", "),
    ]),
    ["agent on loopback, from the API", path.loopback],
    ["agent on the task's own address", `${path.address === "open" ? "open" : "closed"} (${path.address})`],
    ["sampling rules through the agent", String(proof.rulesThroughAgent)],
    ["role of the task's session", session.roleArn],
    ["the session, by STS", session.caller],
    ["AWS keys in the definition", session.staticKeys.length === 0 ? "none" : of(session.staticKeys)],
    [`origin of ${places.length} segments`, of(places.map(({ origin }) => origin))],
    ["their container", of(places.map(({ container }) => container))],
    ["their log groups", of(places.flatMap(({ logGroups }) => logGroups))],
    ["requests answered while the agent was killed and away", String(loss.answered)],
    ["traces of requests to the task that replaced it", `${loss.recordedAfter} of ${loss.sentAfter}`],
  ];
  return [
    traceReport(proof),
    section("The task", table(["what", "read back"], rows)),
    section("Permissions (SimulatePrincipalPolicy)", permissionTable(proof.permissions)),
    section("Alarm and dashboard", table(["what", "read back"], monitoringRows(proof))),
    section("What the emulator can't show of ECS", NOT_SHOWN.map((text) => `- ${text}`).join("\n")),
  ].join("\n\n");
}
