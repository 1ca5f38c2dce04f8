import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { emulatorEnv } from "../../../local/aws.ts";
import { repository } from "../support/npm.ts";
import { access } from "../support/local-cluster.ts";

/** What the JSON of both commands says, as far as it matters here. */
export interface Report {
  readonly command: string;
  readonly exitCode: number;
  readonly firstBroken: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly links: readonly {
    readonly link: string;
    readonly checks: readonly {
      readonly name: string;
      readonly status: string;
      readonly applies: boolean;
      readonly reason?: string;
      readonly consequenceOf?: string;
      readonly findings: readonly { readonly message: string; readonly fix: string; readonly evidence?: string[] }[];
    }[];
  }[];
}

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** `pmp-xray` itself, on the local cluster; never throws for its exit code. */
export async function pmpXray(...args: string[]): Promise<Ran> {
  const { kubectl, kubeconfig, emulatorUrl } = access();
  const reach = args[0] === "doctor" || args[0] === "verify";
  const env = { ...emulatorEnv(emulatorUrl, {}), AWS_ENDPOINT_URL: undefined };
  const start = performance.now();
  const result = await execa(
    process.execPath,
    [
      join(repository, "cli", "main.ts"),
      ...args,
      ...(reach && !args.includes("--from") ? ["--endpoint-url", emulatorUrl, "--kubectl", kubectl] : []),
      ...(reach && !args.includes("--from") && !args.includes("--kubeconfig") ? ["--kubeconfig", kubeconfig] : []),
    ],
    { cwd: repository, reject: false, stdin: "ignore", env },
  );
  const { exitCode, stdout, stderr } = result;
  return { exitCode, stdout, stderr, seconds: (performance.now() - start) / 1000 };
}

/** The report of `pmp-xray doctor local --probe --json`. */
export async function doctor(...args: string[]): Promise<Report & { readonly seconds: number }> {
  const { stdout, stderr, exitCode, seconds } = await pmpXray("doctor", "local", "--probe", "--json", ...args);
  assert.ok(exitCode === 0 || exitCode === 1, `exit code ${String(exitCode)}: ${stderr}\n${stdout.slice(0, 2000)}`);
  const report = JSON.parse(stdout) as Report;
  assert.equal(report.exitCode, exitCode);
  return { ...report, seconds };
}

/** Whatever is broken or suspect, as `check: message`, in the order of the chain. */
export function findings({ links }: Pick<Report, "links">): string[] {
  return links.flatMap(({ checks }) =>
    checks
      .filter(({ status }) => ["broken", "suspect", "crashed"].includes(status))
      .map(({ name, findings: found, reason, consequenceOf }) =>
        [
          `${name}: ${found.map(({ message }) => message).join(" ") || (reason ?? "")}`,
          ...(consequenceOf === undefined ? [] : [`(because of ${consequenceOf})`]),
        ].join(" "),
      ),
  );
}

/** The message and the fix of a check's first finding. */
export function said({ links }: Pick<Report, "links">, check: string): { message: string; fix: string } | undefined {
  return links.flatMap(({ checks }) => checks).find(({ name }) => name === check)?.findings[0];
}
