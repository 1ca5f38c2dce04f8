import {
  caller,
  eksCluster,
  isCredentialFailure,
  isKubernetesError,
  type AwsSource,
  type FactReader,
  type KubernetesSource,
  type Target,
} from "@pmp/checks";
import { UsageError } from "@pmp/command-line";
import { explainFailure } from "../live/failure.ts";
import type { LiveSource } from "../live/source.ts";

/**
 * Sees whether AWS and the cluster can be asked at all, before anything is checked.
 *
 * @throws UsageError with a line for each of the two that can't, with its fix
 */
export async function preflight(
  {
    aws,
    kubernetes,
    reader,
  }: { readonly aws: AwsSource; readonly kubernetes: KubernetesSource; readonly reader: FactReader },
  target: Target,
  source: LiveSource,
): Promise<void> {
  await together([askAws(aws, source), target.platform === "ecs" ? Promise.resolve() : askCluster(kubernetes, target)]);
  if (target.platform === "kubernetes") await isThatCluster(reader, kubernetes, target);
  // So that everybody has it, and knows that it worked.
  await reader.read(caller);
}

/** Waits for all, and says everything that is wrong, in this order: which one fails first is chance. */
async function together(asked: readonly Promise<void>[]): Promise<void> {
  const said = await Promise.all(
    asked.map((each) =>
      each.then(
        () => [],
        (error: unknown) => {
          if (error instanceof UsageError) return [error.message];
          throw error;
        },
      ),
    ),
  );
  const problems = said.flat();
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}

async function askAws(aws: AwsSource, source: LiveSource): Promise<void> {
  try {
    await (await aws("sts")).getCallerIdentity({});
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const isSso = error instanceof Error && /SSO|sso/.test(error.message);
    if (isSso || isCredentialFailure(error) || isUnreachable(error))
      throw new UsageError(explainFailure(error, source));
    // Whatever else is wrong is said of the checks that need it.
  }
}

function isUnreachable(error: unknown): boolean {
  const { code = "", name = "" } = (error ?? {}) as { code?: string; name?: string };
  return /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/.test(code) || name === "TimeoutError";
}

async function askCluster(kubernetes: KubernetesSource, { region, cluster }: Target): Promise<void> {
  try {
    await kubernetes.ready();
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
    const login = `aws eks update-kubeconfig --region ${region} --name ${cluster ?? "CLUSTER"}`;
    if (error.reason === "NoKubectl") {
      throw new UsageError(
        "kubectl is not on PATH. Install it (https://kubernetes.io/docs/tasks/tools/), or name it by --kubectl.",
      );
    }
    if (error.reason === "Unauthorized") {
      throw new UsageError(`The cluster does not know you (${error.message}). Log in again: ${login}.`);
    }
    throw new UsageError(
      `The cluster can't be reached (${error.message}). Name its kubeconfig by --kubeconfig or --context, or make one: ${login}.`,
    );
  }
}

/** The kubeconfig may be of another cluster of EKS than the stack's. Tunnels and proxies have addresses of their own. */
async function isThatCluster(
  reader: FactReader,
  kubernetes: KubernetesSource,
  { region, cluster }: Target,
): Promise<void> {
  if (cluster === undefined) return;
  const known = await reader.read(eksCluster);
  if (!known.known) return;
  const hostOf = (text: string): string => URL.parse(text)?.hostname.toLowerCase() ?? "";
  const [asked, meant] = [hostOf(await kubernetes.server()), hostOf(known.value.endpoint)];
  if (meant === "" || asked === meant || !asked.endsWith(".eks.amazonaws.com")) return;
  throw new UsageError(
    `kubectl asks ${asked}, which is not the cluster ${cluster} (${meant}). Switch: aws eks update-kubeconfig --region ${region} --name ${cluster}.`,
  );
}
