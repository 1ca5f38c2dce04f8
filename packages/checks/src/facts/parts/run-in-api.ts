import { NotRead, type KubernetesRight, type Sources } from "../../fact.ts";
import { isKubernetesError } from "../../kubernetes/failure.ts";
import { KubernetesError } from "../../kubernetes/source.ts";
import { apiContainers, workload } from "../workload.ts";
import { probePod } from "./probe-pod.ts";

/** What running a script needs: the second way, a pod of its own, needs the last three. */
export const EXEC_RIGHTS: readonly KubernetesRight[] = [
  { verb: "get", group: "", resource: "pods" },
  { verb: "create", group: "", resource: "pods/exec" },
  { verb: "create", group: "", resource: "pods" },
  { verb: "delete", group: "", resource: "pods" },
  { verb: "get", group: "", resource: "pods/log" },
];

/**
 * Runs a script of Node.js beside the API: by exec in one of its ready pods, else in a pod of its own with the API's image,
 * which is made and deleted as the chart's helm test does it.
 *
 * @param variables variables of the script
 * @throws NotRead when neither is possible
 */
export async function runInApi(
  sources: Sources,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly pod: string; readonly output: string }> {
  const { kubernetes, fact } = sources;
  const work = await fact(workload);
  const [own] = apiContainers(work).filter(({ pod }) => pod.ready && !pod.leaving);
  if (own === undefined) throw new NotRead("failed", "no pod of the API is ready");
  const { pod, container } = own;
  const text = `Object.assign(process.env, ${JSON.stringify(variables)});\n${script}`;
  try {
    const ref = { namespace: pod.namespace, pod: pod.name, container: container.name };
    return { pod: pod.name, output: await kubernetes.exec(ref, ["node", "--input-type=module", "-"], text) };
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
    // From another pod, the API is at its own address.
    const there = `process.env.OWN_POD = "1";\n${pod.ip === undefined ? text : text.replaceAll("http://127.0.0.1:", `http://${pod.ip}:`)}`;
    return { pod: "a pod of its own", output: await inOwnPod(sources, there, own, error) };
  }
}

async function inOwnPod(
  { kubernetes, now }: Sources,
  script: string,
  own: ReturnType<typeof apiContainers>[number],
  refused: KubernetesError,
): Promise<string> {
  try {
    return await kubernetes.runPod(probePod(own, script, now()));
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
    const missing = [refused, error].every(({ reason }) => reason === "Forbidden");
    const both = `by exec (${refused.reason}: ${refused.message}) and in a pod of its own (${error.reason}: ${error.message})`;
    throw missing
      ? new NotRead("right", "needs the right to create pods/exec, or to create and delete pods and get pods/log")
      : new NotRead("failed", `no script could be run beside the API, ${both}`);
  }
}
