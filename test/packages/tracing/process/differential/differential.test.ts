import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AppFolder } from "../../support/app-folder.ts";
import { buildPackage } from "../../support/built.ts";
import { FakeAgent, freePort } from "../../support/fake-agent.ts";
import { SUBJECTS, type Subject } from "./programs.ts";
import { run, type Seen } from "./run.ts";

const ROOT = join(import.meta.dirname, "../../../../..");
const RULE = {
  RuleName: "all",
  ResourceARN: "*",
  Priority: 1,
  FixedRate: 1,
  ReservoirSize: 0,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  Version: 1,
};

/** With tracing, a program starts, serves, fails and ends as without it: each runs once so and once so. */
describe("a program, without and with tracing", () => {
  const results = new Map<Subject, Promise<[Seen, Seen]>>();
  let app: AppFolder;
  let agent: FakeAgent;

  before(buildPackage);
  before(async function () {
    this.timeout(60_000);
    app = new AppFolder();
    for (const name of ["express4", "fastify", "signal-exit", "execa"]) {
      symlinkSync(join(ROOT, "node_modules", name), join(app.path, "node_modules", name));
    }
    agent = await FakeAgent.start();
    const plan = app.write("plan.json", JSON.stringify({ version: 1, SamplingRules: [RULE] }));
    const addresses = { away: `127.0.0.1:${await freePort()}`, unresolved: "xray-daemon.pmp.invalid:2000" };
    const waiting = Object.values(SUBJECTS).flatMap((group) => Object.values(group));
    const both = (subject: Subject, number: number): Promise<[Seen, Seen]> => {
      const file = app.write(`app-${number}.${subject.commonjs === true ? "cjs" : "mjs"}`, subject.code);
      const address = subject.agent === undefined ? agent.address : addresses[subject.agent];
      const place = {
        folder: app.path,
        file,
        env: { AWS_XRAY_DAEMON_ADDRESS: address, PMP_SAMPLING_PLAN_FILE: plan, OTEL_SERVICE_NAME: "app" },
      };
      return Promise.all([run(subject, place, false), run(subject, place, true)]);
    };
    // A few at a time: those that run at once must not starve each other.
    const free = Array.from({ length: availableParallelism() }, () => Promise.resolve());
    for (const [number, subject] of waiting.entries()) {
      const lane = number % free.length;
      const result = (free[lane] ?? Promise.resolve()).then(() => both(subject, number));
      results.set(subject, result);
      free[lane] = result.then(
        () => undefined,
        () => undefined,
      );
    }
  });
  after(async () => {
    await Promise.allSettled(results.values());
    agent.close();
    app.remove();
  });

  for (const [group, subjects] of Object.entries(SUBJECTS)) {
    describe(group, () => {
      for (const [name, subject] of Object.entries(subjects)) {
        it(name, async () => {
          const [without, traced] = (await results.get(subject)) ?? [];
          assert.ok(without && without.end !== "never", "the program must end without tracing");
          assert.deepEqual(traced, without);
        }).timeout(60_000);
      }
    });
  }
});
