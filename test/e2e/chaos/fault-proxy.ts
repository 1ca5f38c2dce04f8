import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accountId } from "../../../local/aws.ts";
import { access } from "../support/local-cluster.ts";
import { ROLE } from "./aws.ts";
import type { Chaos, PodSpec } from "./chaos.ts";

interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const NAME = "aws-faults";

/** X-Ray's answers, in the shape of AWS: https://docs.aws.amazon.com/xray/latest/api/CommonErrors.html */
export const THROTTLED: Fault = { status: 429, type: "ThrottledException", message: "Rate exceeded" };

export function denied(action: string): Fault {
  const who = `arn:aws:sts::${accountId}:assumed-role/${ROLE}/chaos`;
  const message = `User: ${who} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  return { status: 403, type: "AccessDeniedException", message };
}

/** Puts a proxy between the agent and the emulator, which answers these paths of X-Ray's API with faults. */
export async function answerWith(chaos: Chaos, faults: Readonly<Record<string, Fault>>): Promise<void> {
  const { spec } = (await chaos.object("deployment/pmp-api")) as unknown as { spec: { template: { spec: PodSpec } } };
  const { image } = spec.template.spec.containers[0];
  const script = readFileSync(join(import.meta.dirname, "fault-proxy.cjs"), "utf8");
  await chaos.add(`configmap/${NAME}`, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: NAME },
    data: { "proxy.cjs": script },
  });
  await chaos.add(`pod/${NAME}`, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: NAME, labels: { "app.kubernetes.io/name": NAME } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      volumes: [{ name: "program", configMap: { name: NAME } }],
      containers: [
        {
          name: "proxy",
          image,
          imagePullPolicy: "Never",
          command: ["node", "/program/proxy.cjs"],
          env: [
            { name: "FAULTS", value: JSON.stringify(faults) },
            { name: "EMULATOR", value: access().emulatorUrlInCluster },
          ],
          readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          volumeMounts: [{ name: "program", mountPath: "/program" }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  });
  await chaos.kubectl("wait", `pod/${NAME}`, "--for=condition=Ready", "--timeout=60s");
  const [pod] = await chaos.pods(NAME);
  await chaos.changeFile("xray-config", "collector.yaml", (text) =>
    text.replaceAll(access().emulatorUrlInCluster, `http://${pod?.status.podIP ?? ""}:8080`),
  );
  await chaos.restart("daemonset/xray-daemon");
}
