import { execa } from "execa";

/**
 * Runs kubectl against the cluster of the kubeconfig that `PMP_XRAY_KUBECONFIG` names. (Node providers can't read their
 * configuration from the engine's protocol, so the local cluster passes it by environment.) Throws kubectl's error
 * message.
 */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { PMP_XRAY_KUBECTL = "kubectl", PMP_XRAY_KUBECONFIG } = process.env;
  const target = PMP_XRAY_KUBECONFIG === undefined ? [] : ["--kubeconfig", PMP_XRAY_KUBECONFIG];
  const result = await execa(PMP_XRAY_KUBECTL, [...target, ...args], {
    reject: false,
    ...(input === undefined ? {} : { input }),
  });
  if (result.exitCode !== 0) {
    throw new Error(
      `kubectl ${args.join(" ")}: ${result.stderr.trim() || result.stdout.trim() || (result.message ?? "failed")}`,
    );
  }
  return result.stdout;
}
