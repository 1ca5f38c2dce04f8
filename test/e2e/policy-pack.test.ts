import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as automation from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { quote } from "../../local/shell.ts";
import { engineEnv, openStack } from "../../local/stack/stack.ts";
import { EngineAws } from "./support/engine-aws.ts";
import { operations } from "./support/engine-events.ts";
import { startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";

const policyPacks = [join(repository, "policy")];
const policyPackConfigs = [join(repository, "policy", "config", "local.json")];

const stateSchema = z.object({ resources: z.array(z.unknown()).optional() });

/** What policies said, as `level policy resource`; what a preview leaves undecided apart from it. */
function said(events: readonly EngineEvent[]): { readonly violations: string[]; readonly undecided: string[] } {
  const all = events.flatMap(({ policyEvent }) => policyEvent ?? []);
  const undecided = all.filter(({ message }) => message.includes("can't be known during preview"));
  return {
    violations: all
      .filter((event) => !undecided.includes(event))
      .map(({ enforcementLevel, policyName, resourceUrn }) =>
        [enforcementLevel, policyName, resourceUrn?.split("::").at(-1) ?? ""].join(" "),
      )
      .sort(),
    undecided: undecided.map(({ policyName }) => policyName),
  };
}

describe("the policy pack under the real engine", function () {
  // Each operation is several processes; on a machine that must compile the tools first, that comes on top.
  this.timeout(600_000);
  let setup: EngineSetup;

  before("engine, emulator, plugins", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
  });

  after(async () => {
    await setup.stop();
  });

  const local = () =>
    openStack(setup.target, readFileSync(join(repository, "Pulumi.local.yaml"), "utf8"), setup.settings);

  /** Nothing is in the state, and nothing in the emulator. */
  async function assertUntouched(stack: Stack): Promise<void> {
    const { resources } = stateSchema.parse((await stack.exportStack()).deployment);
    assert.deepEqual(resources ?? [], []);
    assert.deepEqual(await new EngineAws(setup.endpoint).everything(), []);
  }

  describe("on the local stack", () => {
    it("stops what the stack's configuration of the pack does not accept, before anything is made", async () => {
      const events: EngineEvent[] = [];
      const stack = await local();
      const preview = stack.preview({ policyPacks, onEvent: (event) => events.push(event), color: "never" });
      await assert.rejects(preview, /image "pmp-api:local" is docker\.io\/library\/pmp-api; allowed: below /);
      assert.deepEqual(
        said(events).violations.filter((line) => line.startsWith("mandatory ")),
        ["mandatory image-from-allowed-registry pmp:pmp/pmp-api"],
      );
      await assertUntouched(stack);
    });

    it("passes it in the first preview, in which every object of the chart is seen", async () => {
      const events: EngineEvent[] = [];
      const stack = await local();
      const onEvent = (event: EngineEvent) => events.push(event);
      const { changeSummary } = await stack.preview({ policyPacks, policyPackConfigs, onEvent, color: "never" });
      assert.deepEqual(Object.keys(changeSummary), ["create"]);
      const { violations, undecided } = said(events);
      assert.deepEqual(violations, []);
      // What waits for ids of AWS is judged in the update; no policy on objects of Kubernetes is among it.
      assert.ok(undecided.length > 0);
      for (const name of undecided) assert.ok(!name.startsWith("no-host") && !name.startsWith("image"), name);
    });

    it("lets it be made with the pack attached, and finds nothing then that was undecided before", async () => {
      const events: EngineEvent[] = [];
      const stack = await local();
      const onEvent = (event: EngineEvent) => events.push(event);
      await stack.up({ policyPacks, policyPackConfigs, onEvent, color: "never" });
      assert.deepEqual(said(events), { violations: [], undecided: [] });
      assert.equal(operations(events, "create").filter((line) => line.startsWith("kubernetes:")).length, 13);
      await stack.destroy({ color: "never" });
      await assertUntouched(stack);
    });
  });

  describe("on a stack that breaks policies", () => {
    /** A topic that is fine, and comes first; a policy that lets its owner do anything with X-Ray; a privileged pod. */
    const program = (): Promise<void> => {
      new aws.sns.Topic("fine", { name: "fine" });
      const Statement = [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:DeleteGroup"], Resource: "*" }];
      const document = JSON.stringify({ Version: "2012-10-17", Statement });
      new aws.iam.Policy("wide", { name: "wide", policy: document });
      const labels = { app: "root" };
      new kubernetes.apps.v1.DaemonSet("root", {
        metadata: { name: "root", namespace: "shop" },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              hostNetwork: true,
              containers: [{ name: "root", image: "amazon/aws-xray-daemon", securityContext: { privileged: true } }],
            },
          },
        },
      });
      return Promise.resolve();
    };

    /** A Pulumi CLI that is asked by the Automation API, but previews before it updates, as it does for people. */
    function previewingCli(): string {
      const root = join(setup.dir, "previewing-cli");
      const cli = join(root, "bin", "pulumi");
      mkdirSync(join(root, "bin"), { recursive: true });
      const script = `for arg in "$@"; do shift; [ "$arg" = --skip-preview ] || set -- "$@" "$arg"; done`;
      writeFileSync(cli, `#!/bin/sh\n${script}\nexec ${quote(setup.target.tools.pulumi)} "$@"\n`);
      chmodSync(cli, 0o755);
      return root;
    }

    async function violating(): Promise<Stack> {
      const { target } = setup;
      const stack = await automation.LocalWorkspace.createOrSelectStack(
        { projectName: "violating", stackName: "dev", program },
        {
          // Without a folder the Automation API makes one of its own, and leaves it.
          workDir: mkdtempSync(join(setup.dir, "violating-")),
          pulumiHome: join(target.paths.pulumi, "home"),
          pulumiCommand: await automation.PulumiCommand.get({ root: previewingCli() }),
          envVars: engineEnv(target),
        },
      );
      await stack.setConfig("aws:region", { value: "us-east-1" });
      return stack;
    }

    const EXPECTED = [
      "advisory read-only-root-filesystem root",
      "mandatory drop-all-capabilities root",
      "mandatory image-from-allowed-registry root",
      "mandatory image-pinned root",
      "mandatory no-default-service-account root",
      "mandatory no-host-namespaces root",
      "mandatory no-privilege-escalation root",
      "mandatory no-privileged-containers root",
      "mandatory probes root",
      "mandatory requests-and-limits root",
      "mandatory run-as-non-root root",
      "mandatory seccomp-profile root",
      "mandatory xray-write-actions wide",
    ];

    for (const operation of ["preview", "up"] as const) {
      it(`stops pulumi ${operation} with every violation at once, and nothing is made`, async () => {
        const events: EngineEvent[] = [];
        const stack = await violating();
        const onEvent = (event: EngineEvent) => events.push(event);
        await assert.rejects(stack[operation]({ policyPacks, onEvent, color: "never" }), (error: Error) => {
          for (const part of [
            "spec.template.spec.hostNetwork: The pod: hostNetwork is true; allowed: false, or not set.",
            "xray:DeleteGroup is not one of the five actions of an agent.",
            "Fix: ",
            "docs/policies.md#no-host-namespaces",
          ]) {
            assert.ok(error.message.includes(part), `${part}\n${error.message}`);
          }
          return true;
        });
        const { violations } = said(events);
        assert.deepEqual(
          [...new Set(violations)].filter((line) => EXPECTED.includes(line)),
          EXPECTED,
        );
        await assertUntouched(stack);
      });
    }

    it("is made without the pack: so it is the pack that stops it", async () => {
      const stack = await violating();
      await stack.up({ color: "never" });
      assert.deepEqual(await new EngineAws(setup.endpoint).everything(), ["policy wide", "topic fine"]);
      await stack.destroy({ color: "never" });
      await assertUntouched(stack);
    });
  });
});
