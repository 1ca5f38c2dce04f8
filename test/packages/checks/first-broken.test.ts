import assert from "node:assert/strict";
import { signaturesOf } from "../../../packages/checks/src/signatures.ts";
import { firstBroken } from "../../../packages/checks/src/run/report.ts";
import { evaluated } from "./support/evaluated.ts";
import { changed, EKS, EKS_COLLECTOR, type Deployment, type Values } from "./support/deployments.ts";

interface Seen {
  readonly of?: Deployment;
  readonly values: (values: Values) => Partial<Values>;
  readonly named: string;
  readonly message: RegExp;
}

/** What broken links of a real cluster look like (test/e2e/chaos), where another check would be named first. */
const SEEN: Readonly<Record<string, Seen>> = {
  "a DaemonSet that no node takes": {
    values: ({ workload, "daemon-set": set }) => ({
      workload: { ...workload, agents: [], agentContainer: "", agentKind: undefined },
      "daemon-set": { ...set, wanted: 0, ready: 0, nodeSelector: { "no-such": "node" } },
      "daemon-set-exists": true,
    }),
    named: "agent-where-the-api-runs",
    message: /^No agent is ready on/,
  },
  "a collector on another port than its pod declares": {
    of: EKS_COLLECTOR,
    values: ({ "agent-config": config, probe }) => ({
      "agent-config": {
        ...config,
        content: JSON.parse(
          JSON.stringify({
            ...config.content,
            receivers: { awsxray: { endpoint: "0.0.0.0:2001", proxy_server: { endpoint: "0.0.0.0:2001" } } },
          }),
        ) as Record<string, unknown>,
      },
      probe: { ...probe, udp: { error: "ECONNREFUSED" }, tcp: { error: "ECONNREFUSED" } },
    }),
    named: "agent-listens-for-others",
    message: /segments on 0\.0\.0\.0:2001, and its pod declares port 2000/,
  },
  "an address with a port that the Service does not have": {
    values: ({ workload, probe }) => ({
      workload: { ...workload, agentAddress: "xray-daemon:2001" },
      probe: { ...probe, udp: { error: "ECONNREFUSED" }, tcp: { error: "ECONNREFUSED" } },
    }),
    named: "service-carries-udp-and-tcp",
    message: /no UDP port 2001, to which the API sends/,
  },
  "an address that is a sidecar's, with a DaemonSet": {
    values: ({ workload, probe }) => ({
      workload: { ...workload, agentAddress: "127.0.0.1:2000" },
      probe: { ...probe, udp: { error: "ECONNREFUSED" }, tcp: { error: "ECONNREFUSED" } },
    }),
    named: "address-is-the-agents",
    message: /DaemonSet, and the API sends to 127\.0\.0\.1:2000/,
  },
  "a caller to trust that there can't be": {
    values: ({ "api-environment": api }) => ({
      "api-environment": { ...api, env: { ...api.env, PMP_TRUST_SAMPLED: "10.0.0.0/99" } },
      "api-log": [{ pod: "one", lines: [signaturesOf("settings-of-tracing-are-right")[0]!.sample] }],
    }),
    named: "trust-is-well-formed",
    message: /PMP_TRUST_SAMPLED/,
  },
};

describe("the first broken link", () => {
  for (const [name, { of = EKS, values, named, message }] of Object.entries(SEEN)) {
    it(`of ${name} is ${named}`, () => {
      const first = firstBroken({ results: evaluated(changed(of, values)) });
      assert.equal(first?.check.name, named, first?.findings[0]?.message);
      assert.match(first.findings[0]?.message ?? "", message);
    });
  }
});
