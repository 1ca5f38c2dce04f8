import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as iam from "@aws-sdk/client-iam";
import * as xray from "@aws-sdk/client-xray";
import { execa } from "execa";
import { accountId, clientConfig } from "../../../local/aws.ts";
import type { Ready } from "../../../local/bring-up.ts";
import { AGENT_ACTIONS } from "@pmp/model/aws";
import { repository } from "./npm.ts";

const namespace = "chart";
export const release = "pmp";
const roleName = "chart-xray-daemon";
const policyName = "xray";

const issuerHost = (issuer: string): string => issuer.replace(/^https?:\/\//, "");
const providerArn = (issuer: string): string => `arn:aws:iam::${accountId}:oidc-provider/${issuerHost(issuer)}`;

/** One request of the traffic pod. */
export interface Sent {
  readonly traceId: string;
  /** HTTP status, or what failed. */
  readonly outcome: string;
}

/** How a program ended, and what it said. */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/** The chart in a bare cluster, as a team installs it with helm. */
export class ChartCluster {
  private readonly cluster: Ready;
  private readonly helmPath: string;
  private readonly dir = mkdtempSync(join(tmpdir(), "pmp-xray-e2e-chart-"));

  constructor(cluster: Ready, helmPath: string) {
    this.cluster = cluster;
    this.helmPath = helmPath;
  }

  /** The namespace, which enforces Pod Security restricted, and the agent's role, for its service account there. */
  async prepare(): Promise<void> {
    await this.kubectl("create", "namespace", namespace);
    await this.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    const { issuer } = this.cluster.state.access;
    const host = issuerHost(issuer);
    const client = this.iam();
    await client.send(
      new iam.CreateOpenIDConnectProviderCommand({
        Url: issuer,
        ClientIDList: ["sts.amazonaws.com"],
        ThumbprintList: ["0".repeat(40)],
      }),
    );
    const subject = `system:serviceaccount:${namespace}:xray-daemon`;
    const trust = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: providerArn(issuer) },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: subject } },
        },
      ],
    };
    const role = { RoleName: roleName };
    await client.send(new iam.CreateRoleCommand({ ...role, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: AGENT_ACTIONS, Resource: "*" }] };
    await client.send(
      new iam.PutRolePolicyCommand({ ...role, PolicyName: policyName, PolicyDocument: JSON.stringify(policy) }),
    );
  }

  /** A values file for this machine: its images, its emulator, its role. With the names of values before 0.4.0, or today's. */
  values(names: "before 0.4.0" | "today"): string {
    const { api, agent } = this.cluster.settings;
    const file = join(this.dir, `values-${names === "today" ? "today" : "before"}.json`);
    const values = {
      region: "us-east-1",
      api: { image: { ...api.image, pullPolicy: "Never" }, replicas: 2 },
      agent: {
        kind: "otelCollector",
        imagePullPolicy: "Never",
        // One image for both kinds: started as the X-Ray daemon is, the local collector does what the daemon's file says.
        ...(names === "today"
          ? { image: agent.image }
          : { images: { otelCollector: agent.image, xrayDaemon: agent.image } }),
        endpoint: agent.endpoint,
        stsEndpoint: agent.stsEndpoint,
        identity: { roleArn: `arn:aws:iam::${accountId}:role/${roleName}`, projectToken: true },
      },
    };
    writeFileSync(file, JSON.stringify(values));
    return file;
  }

  /** Runs helm in the namespace; never throws for its exit code. */
  helm(...args: string[]): Promise<Ended> {
    return this.run(this.helmPath, [...args, "--namespace", namespace]);
  }

  /** Runs what a person types, with kubectl and helm on PATH, from the root of the repository. */
  shell(script: string): Promise<Ended> {
    return this.run("/bin/sh", ["-ec", script]);
  }

  private async run(program: string, args: readonly string[]): Promise<Ended> {
    const { kubeconfig, kubectl } = this.cluster.state.access;
    const env = {
      HELM_CACHE_HOME: this.dir,
      HELM_CONFIG_HOME: this.dir,
      HELM_DATA_HOME: this.dir,
      KUBECONFIG: kubeconfig,
      PATH: [dirname(kubectl), dirname(this.helmPath), process.env.PATH ?? ""].join(":"),
    };
    const result = await execa(program, args, { cwd: repository, env, reject: false, stdin: "ignore" });
    return { ok: result.exitCode === 0, output: `${result.stdout}\n${result.stderr}` };
  }

  /** Runs kubectl; throws with its message when it fails. */
  async kubectl(...args: string[]): Promise<string> {
    const { kubectl, kubeconfig } = this.cluster.state.access;
    const { stdout } = await execa(kubectl, ["--kubeconfig", kubeconfig, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  /** kubectl in the chart's namespace. */
  inNamespace(...args: string[]): Promise<string> {
    return this.kubectl("--namespace", namespace, ...args);
  }

  /** Starts steady traffic to the API. */
  async startTraffic(): Promise<void> {
    const { repository: name, tag } = this.cluster.settings.api.image;
    const script = readFileSync(join(import.meta.dirname, "traffic.mjs"), "utf8");
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "traffic" },
      spec: {
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "traffic",
            image: `${name}:${tag}`,
            imagePullPolicy: "Never",
            command: ["node", "--input-type=module", "--eval", script],
            env: [{ name: "API_URL", value: `http://pmp-api.${namespace}.svc.cluster.local/api/products` }],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    };
    const file = join(this.dir, "traffic.json");
    writeFileSync(file, JSON.stringify(pod));
    await this.inNamespace("apply", "--filename", file);
    await this.inNamespace("wait", "--for=condition=Ready", "pod/traffic", "--timeout=60s");
  }

  /** What the traffic pod sent so far. */
  async sent(): Promise<readonly Sent[]> {
    const lines = (await this.inNamespace("logs", "traffic")).split("\n").filter((line) => line !== "");
    return lines.map((line) => {
      const [traceId = "", ...outcome] = line.split(" ");
      return { traceId, outcome: outcome.join(" ") };
    });
  }

  /** The trace ids of these that X-Ray does not have. */
  async missing(sent: readonly Sent[]): Promise<readonly string[]> {
    const client = new xray.XRayClient(clientConfig(this.cluster.state.access.emulatorUrl));
    const found = new Set<string>();
    for (let from = 0; from < sent.length; from += 5) {
      const TraceIds = sent.slice(from, from + 5).map(({ traceId }) => traceId);
      const { Traces = [] } = await client.send(new xray.BatchGetTracesCommand({ TraceIds }));
      for (const { Id } of Traces) found.add(Id ?? "");
    }
    return sent.map(({ traceId }) => traceId).filter((traceId) => !found.has(traceId));
  }

  /** Every object of the chart's kinds that is left in the namespace. */
  async objects(): Promise<readonly string[]> {
    const kinds =
      "all,configmap,secret,serviceaccount,networkpolicy,poddisruptionbudget,horizontalpodautoscaler,ingress";
    const names = (await this.inNamespace("get", kinds, "--output", "name")).split("\n");
    // Kubernetes itself puts these into each namespace.
    const own = ["", "configmap/kube-root-ca.crt", "serviceaccount/default"];
    return names.filter((name) => !own.includes(name));
  }

  /** Removes what `prepare` made: the cluster may be another suite's too. */
  async dispose(): Promise<void> {
    rmSync(this.dir, { recursive: true, force: true });
    await this.kubectl("delete", "namespace", namespace, "--ignore-not-found", "--timeout=120s");
    const client = this.iam();
    const role = { RoleName: roleName };
    await client.send(new iam.DeleteRolePolicyCommand({ ...role, PolicyName: policyName }));
    await client.send(new iam.DeleteRoleCommand(role));
    const OpenIDConnectProviderArn = providerArn(this.cluster.state.access.issuer);
    await client.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  }

  private iam(): iam.IAMClient {
    return new iam.IAMClient(clientConfig(this.cluster.state.access.emulatorUrl));
  }
}

/** Fails with the outcomes that are none. */
export function assertAnswered(sent: readonly Sent[]): void {
  assert.deepEqual(
    sent.filter(({ outcome }) => outcome !== "200"),
    [],
  );
}
