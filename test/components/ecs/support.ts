import { mock } from "node:test";
import { checkTaskNetwork } from "../../../components/ecs/check-network.ts";
import { checkSettings } from "../../../components/settings/load.ts";
import { SettingsError } from "../../../components/settings/problems.ts";
import { run } from "../../../offline/evaluate.ts";
import { MOCK_ACCOUNT, type MockNetwork } from "../../../offline/mock-account.ts";
import { RecordingMonitor } from "../../../offline/recording-monitor.ts";
import type { Config } from "../../../offline/stack-config.ts";

type Endpoint = MockNetwork["endpoints"][number];

/** What a check of the network found. */
export interface Checked {
  readonly problems: SettingsError["problems"];
  readonly warnings: readonly string[];
  readonly calls: readonly string[];
}

/** Runs the check of the network as a preview does, against a network that exists. */
export async function check(config: Config, network: MockNetwork, account = MOCK_ACCOUNT): Promise<Checked> {
  const monitor = new RecordingMonitor({ ...account, network });
  const warn = mock.method(console, "warn", () => undefined);
  let problems: SettingsError["problems"] = [];
  try {
    await run(config, "ecs-prod", monitor, async () => {
      // An error here would be the engine's to report.
      await checkTaskNetwork(checkSettings(config)).catch((error: unknown) => {
        if (!(error instanceof SettingsError)) throw error;
        problems = error.problems;
      });
    });
  } finally {
    warn.mock.restore();
  }
  return {
    problems,
    warnings: warn.mock.calls.map(({ arguments: [text] }) =>
      String(text as unknown).replace("warning: [runtime] ", ""),
    ),
    calls: monitor.calls.map(({ token }) => token.split(":").at(-1) ?? ""),
  };
}

/** The network after a command of the AWS CLI, as AWS would carry it out. @throws Error when it is no such command */
export function afterCommand(network: MockNetwork, command: string): MockNetwork {
  const option = (name: string) =>
    new RegExp(`--${name} ((?:(?!--)\\S+ ?)+)`).exec(command)?.[1]?.trim().split(" ") ?? [];
  const [, verb] = /^aws ec2 (create|modify)-vpc-endpoint /.exec(command) ?? [];
  const privateDnsEnabled = command.includes("--private-dns-enabled");
  if (verb === "create") {
    const service = option("service-name")[0]?.split(/com\.amazonaws\.[a-z0-9-]+\./)[1] ?? "";
    const type = option("vpc-endpoint-type")[0] === "Gateway" ? "Gateway" : "Interface";
    const made = { id: `vpce-${service}`, service, type, privateDnsEnabled, routeTableIds: option("route-table-ids") };
    return { ...network, endpoints: [...network.endpoints, made as Endpoint] };
  }
  if (verb !== "modify") throw new Error(`no command for endpoints: ${command}`);
  const [id] = option("vpc-endpoint-id");
  return {
    ...network,
    endpoints: network.endpoints.map((each) =>
      each.id === id
        ? {
            ...each,
            ...(privateDnsEnabled && { privateDnsEnabled }),
            routeTableIds: [...(each.routeTableIds ?? []), ...option("add-route-table-ids")],
          }
        : each,
    ),
  };
}
