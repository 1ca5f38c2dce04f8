import type { ChaosLink } from "../link.ts";

const AGENT = "daemonset/xray-daemon";
const NODE = "node1";

/** The agent runs wherever the API runs. */
export const AGENT_LINKS: readonly ChaosLink[] = [
  {
    name: "agent-gone",
    expected: "agent-is-installed",
    broken: "the agent's DaemonSet is deleted",
    short: true,
    break: async (chaos) => {
      await chaos.remove(AGENT);
      chaos.afterwards("its pods started again", () => chaos.rolledOut(AGENT));
      await chaos.until("the agent's pods are gone", async () => (await chaos.pods("xray-daemon")).length === 0);
    },
  },
  {
    name: "no-toleration",
    expected: "agent-where-the-api-runs",
    broken: "the API's node gets a taint, and the DaemonSet tolerates none",
    break: async (chaos) => {
      await chaos.kubectl("taint", "node", NODE, "team=payments:NoSchedule");
      chaos.afterwards("the taint removed", () => chaos.kubectl("taint", "node", NODE, "team-"));
      await chaos.changePods(AGENT, (spec) => {
        spec.tolerations = [];
      });
      await chaos.kubectl("delete", "pods", "--selector", "app.kubernetes.io/name=xray-daemon");
    },
  },
  {
    name: "no-such-node",
    expected: "agent-where-the-api-runs",
    broken: "the DaemonSet selects nodes with a label that no node has",
    break: async (chaos) => {
      await chaos.changePods(AGENT, (spec) => {
        spec.nodeSelector = { "no-such": "node" };
      });
      await chaos.until("the agent's pods are gone", async () => (await chaos.pods("xray-daemon")).length === 0);
    },
  },
  {
    name: "agent-image-not-there",
    expected: "agent-is-ready",
    broken: "the agent's image can't be pulled",
    break: async (chaos) => {
      await chaos.changePods(AGENT, ({ containers: [container] }) => {
        container.image = "pmp-xray.local/collector:no-such-tag";
      });
      await chaos.podWaits("xray-daemon", /^ImagePullBackOff$/);
    },
  },
  {
    name: "agent-has-bad-arguments",
    expected: "agent-is-ready",
    broken: "the agent is started with a flag that it does not know, and ends",
    break: async (chaos) => {
      await chaos.changePods(AGENT, ({ containers: [container] }) => {
        container.args = ["--no-such-flag"];
      });
      await chaos.podWaits("xray-daemon", /^CrashLoopBackOff$/);
    },
  },
  {
    name: "agent-has-a-bad-configuration",
    expected: "agent-config-is-read",
    broken: "the collector's configuration names an exporter of no known type, and it ends",
    break: async (chaos) => {
      await chaos.changeFile("xray-config", "collector.yaml", (text) =>
        text.replaceAll("awsxray:\n    endpoint: http", "xray:\n    endpoint: http"),
      );
      await chaos.restart(AGENT, false);
      await chaos.podWaits("xray-daemon", /^CrashLoopBackOff$/);
    },
  },
  {
    name: "wrong-region",
    expected: "region-is-the-agents",
    broken: "the agent sends to eu-west-1",
    short: true,
    break: (chaos) =>
      chaos.roll(AGENT, ({ containers: [{ env }] }) => {
        for (const variable of env) if (variable.name === "AWS_REGION") variable.value = "eu-west-1";
      }),
  },
  {
    name: "agent-on-loopback",
    expected: "agent-listens-for-others",
    broken: "the agent listens on 127.0.0.1",
    break: async (chaos) => {
      await chaos.changeFile("xray-config", "collector.yaml", (text) =>
        text.replaceAll("0.0.0.0:2000", "127.0.0.1:2000"),
      );
      await chaos.restart(AGENT);
    },
  },
  {
    name: "agent-on-another-port",
    expected: "agent-listens-for-others",
    broken: "the agent listens on port 2001, and its Service leads to 2000",
    break: async (chaos) => {
      await chaos.changeFile("xray-config", "collector.yaml", (text) =>
        text.replaceAll("0.0.0.0:2000", "0.0.0.0:2001"),
      );
      await chaos.restart(AGENT);
    },
  },
  {
    name: "no-pipeline",
    expected: "collector-exports-to-xray",
    broken: "no pipeline of the collector has the receiver awsxray",
    break: async (chaos) => {
      await chaos.changeFile("xray-config", "collector.yaml", (text) =>
        text.replace(/receivers:\n( +)- awsxray/, "receivers:\n$1- otlp"),
      );
      await chaos.restart(AGENT);
    },
  },
  {
    name: "sampling-from-another-region",
    expected: "collector-serves-sampling",
    broken: "the collector asks X-Ray in eu-west-1 for sampling rules",
    break: async (chaos) => {
      await chaos.changeFile("xray-config", "collector.yaml", (text) =>
        text.replace(/(proxy_server:[^]*?region: )us-east-1/, "$1eu-west-1"),
      );
      await chaos.restart(AGENT);
    },
  },
];
