import { execa } from "execa";

/**
 * Runs kubectl against the cluster of the kubeconfig that `PMP_XRAY_KUBECONFIG` names. (The engine's plugin protocol for
 * Node gives a provider no way to see its own configuration, so the local cluster passes it by environment.) Throws with
 * kubectl's own words.
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
