import assert from "node:assert/strict";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { assertAccessible } from "./axe.ts";
import type { OpenPage } from "./browser.ts";
import { segmentDatagram, sendDatagram } from "./datagrams.ts";
import { keepPicture } from "./pictures.ts";
import { NARROW, WIDE, type Session } from "./session.ts";

const XRAY = {
  sdk: "pmp-tracing",
  sdk_version: "0.1.0",
  auto_instrumentation: true,
  sampling_rule_name: "pmp-default",
};
const TASK = "arn:aws:ecs:us-east-1:123456789012:task/pmp-cluster/0123456789abcdef0123456789abcdef";

const ON_ECS = {
  origin: "AWS::ECS::Fargate",
  aws: {
    account_id: "123456789012",
    region: "us-east-1",
    ecs: { container: "api", task_arn: TASK, task_family: "pmp-api", task_revision: "7", launch_type: "fargate" },
    cloudwatch_logs: [
      { log_group: "/ecs/pmp-api/api", arn: "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/pmp-api/api" },
      { log_group: "/ecs/pmp-api/xray" },
    ],
    xray: XRAY,
  },
};
const ON_EKS = {
  origin: "AWS::EKS::Container",
  aws: {
    eks: { cluster_name: "pmp-cluster", pod: "pmp-api-7d9f8b6c5-x2x7z" },
    cloudwatch_logs: [{ log_group: "/aws/containerinsights/pmp-cluster/application" }],
    xray: XRAY,
  },
};

/** A segment's `aws` block, in a local X-Ray and a page of its own. */
export function testPlatform(session: Session): void {
  let xray: XRayLocal;
  let open: OpenPage;
  before(async () => {
    xray = await startXRayLocal({ port: 0, agentPort: 0, otlpPort: false });
    await sendDatagram(xray.agentAddress, segmentDatagram("on-ecs", ON_ECS));
    await sendDatagram(xray.agentAddress, segmentDatagram("on-eks", ON_EKS));
    open = await session.browser.open(xray.apiUrl);
  });
  after(async () => {
    await open.page.close();
    await xray.close();
  });

  /** The blocks of the segment's panel, by title. */
  async function blocksOf(name: string): Promise<Readonly<Record<string, string>>> {
    await open.page.goto("about:blank");
    await open.page.goto(`${xray.apiUrl}/#/traces`);
    await open.page.getByRole("option", { name: new RegExp(name) }).click();
    const panel = open.page.getByRole("region", { name: `Details of ${name}` });
    await panel.waitFor();
    const titles = await panel.locator(".block h4").allInnerTexts();
    const texts = await panel.locator(".block .fields").allInnerTexts();
    return Object.fromEntries(titles.map((title, index) => [title.trim(), (texts[index] ?? "").replace(/\s+/g, " ")]));
  }

  it("is shown with its log groups, for a task and for a pod", async () => {
    const task = await blocksOf("on-ecs");
    assert.match(
      task.ECS ?? "",
      /^container api task_arn arn:aws:ecs:\S+ task_family pmp-api task_revision 7 launch_type fargate$/,
    );
    assert.equal(task["CloudWatch Logs"], "group /ecs/pmp-api/api group /ecs/pmp-api/xray");
    assert.match(task["Recorded by"] ?? "", /^sdk pmp-tracing 0\.1\.0 /);
    const pod = await blocksOf("on-eks");
    assert.equal(pod.EKS, "cluster_name pmp-cluster pod pmp-api-7d9f8b6c5-x2x7z");
    assert.equal(pod["CloudWatch Logs"], "group /aws/containerinsights/pmp-cluster/application");
    assert.equal(pod.ECS, undefined);
  });

  it("fits a narrow and a wide window, light and dark, and axe-core finds no fault", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await open.page.emulateMedia({ colorScheme });
      for (const [what, size] of [
        ["narrow", NARROW],
        ["wide", { width: 1440, height: 900 }],
      ] as const) {
        await open.page.setViewportSize(size);
        await blocksOf("on-ecs");
        const over = await open.page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        assert.ok(over <= 0, `${what}, ${colorScheme}: ${String(over)} px too wide`);
        await open.page.getByRole("heading", { name: "Recorded by" }).scrollIntoViewIfNeeded();
        await keepPicture(open.page, `platform-${what}-${colorScheme}`);
        await assertAccessible(open.page, `platform, ${what}, ${colorScheme}`);
      }
    }
    await open.page.setViewportSize(WIDE);
  });
}
