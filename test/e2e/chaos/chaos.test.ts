import { CHECKS, LINKS } from "@pmp/checks";
import { endSharedCluster } from "../support/bare-cluster.ts";
import { startAndProve } from "../support/local-cluster.ts";
import { npmRun } from "../support/npm.ts";
import { CHAOS_LINKS } from "./links/index.ts";
import { breakLink, healthy } from "./run.ts";
import { readAnswers, record, tableOf } from "./table.ts";

/** Set, a cluster that runs is taken as it is, and stays: for a part of the links, by mocha's --grep. */
const RUNNING = (process.env.PMP_XRAY_CHAOS_RUNNING ?? "") !== "";

const linkOf = new Map(CHECKS.map(({ name, link }) => [name, link]));

describe("pmp-xray doctor, with one link broken at a time", function () {
  this.timeout(10 * 60_000);

  before("a local cluster, proven", async function () {
    // A cold machine compiles its tools here.
    this.timeout(75 * 60_000);
    if (RUNNING) return;
    await endSharedCluster();
    await npmRun("stop");
    await startAndProve();
  });

  after("the table", async () => {
    if (!RUNNING) await npmRun("stop");
    const answers = readAnswers();
    if (CHAOS_LINKS.every(({ name }) => name in answers)) process.stdout.write(`${tableOf(answers)}\n`);
  });

  for (const part of LINKS) {
    describe(`in the part ${part}`, () => {
      before("nothing is found in the healthy cluster", () => healthy());

      for (const link of CHAOS_LINKS.filter(({ expected }) => linkOf.get(expected) === part)) {
        it(`names ${link.expected} first: ${link.name}`, async () => {
          await record(await breakLink(link));
        });
      }

      after("nothing is found in the restored cluster", () => healthy());
    });
  }
});
