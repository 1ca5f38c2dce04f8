import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findings, pmpXray, type Report } from "../chaos/doctor.ts";
import { CHAOS_LINKS } from "../chaos/links/index.ts";
import { breakLink, healthy } from "../chaos/run.ts";
import { probePods, readerWithoutExec, removeReader } from "./probe-pod.ts";

/** `pmp-xray verify` and `doctor` on a local cluster that runs, and is healthy before and after. */
export function doctorSuite(): void {
  let folder: string;
  const json = (stdout: string) => JSON.parse(stdout) as Report;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pmp-xray-e2e-doctor-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("doctor finds nothing in a healthy cluster, and says the same in text, JUnit and from what it saved", async () => {
    await healthy();
    const [junit, save] = [join(folder, "doctor.xml"), join(folder, "doctor.json")];
    const ran = await pmpXray("doctor", "local", "--probe", "--junit", junit, "--save", save);
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.match(ran.stdout, /^\d+ checks: \d+ hold, 0 broken, 0 suspect, \d+ not looked at\.$/m);
    const xml = readFileSync(junit, "utf8");
    assert.match(xml, /<testsuites/);
    assert.doesNotMatch(xml, /<failure|<error/);
    assert.doesNotMatch(readFileSync(save, "utf8"), /123456789012/);

    const again = await pmpXray("doctor", "--from", save);
    assert.equal(again.exitCode, 0, again.stdout);
    assert.equal(again.stdout, ran.stdout);
  });

  it("verify proves everything: exit code 0, and no check is left that had to hold", async () => {
    const ran = await pmpXray("verify", "local", "--json");
    assert.equal(ran.exitCode, 0, `${ran.stderr}\n${findings(json(ran.stdout)).join("\n")}`);
    const report = json(ran.stdout);
    assert.equal(report.firstBroken, null);
    const { holds = 0, broken, suspect, crashed } = report.counts;
    assert.deepEqual([broken, suspect, crashed], [0, 0, 0]);
    assert.ok(holds >= 100, JSON.stringify(report.counts));
    // What it sends, it says before.
    assert.match(ran.stderr, /^Sending \d+ requests from a pod of the API: GET /m);
    assert.match(ran.stderr, /^Asking STS for the agent's role with tokens of \d+ service accounts/m);
    const proven = report.links.flatMap(({ checks }) => checks);
    for (const name of ["own-trace-comes-back", "strangers-are-refused", "sampled-as-planned", "rules-equal-the-plan"])
      assert.equal(proven.find((check) => check.name === name)?.status, "holds", name);
  });

  it("doctor, without the right to exec, probes from a pod of its own, which Pod Security lets in, and removes it", async () => {
    try {
      const kubeconfig = await readerWithoutExec(folder);
      const save = join(folder, "pod.json");
      const ran = await pmpXray("doctor", "local", "--probe", "--json", "--kubeconfig", kubeconfig, "--save", save);
      assert.equal(ran.exitCode, 0, `${ran.stderr}\n${findings(json(ran.stdout)).join("\n")}`);
      const { facts } = JSON.parse(readFileSync(save, "utf8")) as {
        facts: { probe: { value?: { pod: string; tcp: { status?: number }; api: { status?: number } } } };
      };
      const { pod, tcp, api } = facts.probe.value ?? {};
      assert.deepEqual([pod, tcp?.status, api?.status], ["a pod of its own", 200, 200], JSON.stringify(facts.probe));
      const deadline = Date.now() + 60_000;
      while ((await probePods()).length > 0) {
        assert.ok(Date.now() < deadline, "the pod of the probe is still there");
        await sleep(500);
      }
    } finally {
      await removeReader();
    }
  });

  for (const link of CHAOS_LINKS.filter(({ short }) => short === true)) {
    it(`doctor names ${link.expected} first: ${link.broken}`, async () => {
      await breakLink(link);
    });
  }

  it("doctor finds nothing when everything is restored", async () => {
    await healthy();
  });
}
