import {
  awsClients,
  CHECKS,
  effectsOf,
  FactReader,
  firstBroken,
  HTTP,
  Kubectl,
  runChecks,
  type Check,
  type Report,
} from "@pmp/checks";
import { clientConfig, region } from "../aws.ts";
import { namespace, service } from "../names.ts";

/** How the deployment is reached. */
export interface LinksOptions {
  readonly emulatorUrl: string;
  readonly kubectl: string;
  readonly kubeconfig: string;
  /** Says what is about to be done in the cluster. */
  readonly announce: (line: string) => void;
}

/**
 * Lines of the API's log from before its agent was ready: in a cluster that was just started they are of no meaning, and
 * the proof has measured what they are about.
 */
const OF_THE_START: ReadonlySet<string> = new Set(["sampler-gets-rules", "app-finds-its-agent"]);

/** Runs the checks of `pmp-xray doctor --probe` on the local stack. */
export async function checkLinks({ emulatorUrl, kubectl, kubeconfig, announce }: LinksOptions): Promise<Report> {
  const target = {
    stack: "local",
    platform: "kubernetes",
    region,
    service,
    namespace,
    endpointUrl: emulatorUrl,
    requests: 0,
    paths: [],
  } as const;
  const { credentials } = clientConfig(emulatorUrl);
  const aws = awsClients({ region, endpoint: emulatorUrl, credentials: () => Promise.resolve(credentials) });
  const sources = {
    target,
    aws,
    kubernetes: new Kubectl({ kubectl, kubeconfig }),
    http: HTTP,
    now: Date.now,
    announce,
  };
  const checks = CHECKS.filter(({ name }) => !OF_THE_START.has(name));
  const { results, shape } = await runChecks({
    checks,
    target,
    reader: new FactReader(sources, effectsOf("doctor", true)),
    waitSeconds: 30,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { command: "doctor", target, shape, results, leftOut: CHECKS.length - checks.length };
}

/** What is broken, the first link first, each with its fix. What is a consequence of something else is left out. */
export function brokenLinks(report: Pick<Report, "results">): string[] {
  const first = firstBroken(report);
  const broken = report.results.filter(
    ({ status, consequenceOf }) => status === "broken" && consequenceOf === undefined,
  );
  const ordered = first === undefined ? broken : [first, ...broken.filter((result) => result !== first)];
  return ordered.flatMap(({ check, findings }) => findings.map((finding) => line(check, finding.message, finding.fix)));
}

function line(check: Check, message: string, fix = check.fix): string {
  return `${check.link} (${check.name}): ${message} Fix: ${fix}`;
}
