import assert from "node:assert/strict";
import { segmentDatagram, sendDatagram } from "./datagrams.ts";
import { keepPicture } from "./pictures.ts";
import { NARROW, WIDE, type Session } from "./session.ts";

/** Of a request that was not sampled, and recorded because it failed. */
const CAPTURED = {
  fault: true,
  http: { request: { method: "GET", url: "http://127.0.0.1/api/reports/7" }, response: { status: 500 } },
  aws: { xray: { sampling_rule_name: "reports" } },
  annotations: { "aws.trace.flag.sampled": false },
};

export function testViews(session: Session): void {
  beforeEach(() => session.fresh());

  it("draw the map with shares and lead from it to the traces", async () => {
    await session.view("Map");
    await session.page.getByRole("button", { name: /service payments .* \d+ calls, .*fault \(5xx\)/ }).waitFor();
    await session.page.getByRole("button", { name: /^Calls from shop to SNS, 13 calls/ }).waitFor();
    assert.equal(await session.page.locator(".map-lines .edge").count(), 5);
    await keepPicture(session.page, "map-light");
    await session.page.emulateMedia({ colorScheme: "dark" });
    await keepPicture(session.page, "map-dark");
    await session.page.getByRole("button", { name: "Table" }).click();
    await session.page.getByRole("row", { name: /^payments/ }).waitFor();
    await keepPicture(session.page, "map-table");
    await session.page.getByRole("button", { name: "Map", exact: true }).click();
    await session.page.emulateMedia({ colorScheme: "light" });
    await session.page.getByRole("button", { name: /^Calls from shop to SNS/ }).click();
    await session.reads('edge("shop", "SNS")');
    await session.matches(13);
  });

  it("show each rule with what it did, and explain a request", async () => {
    await session.view("Sampling");
    const orders = session.page.getByRole("row", { name: /orders/ });
    await orders.getByRole("cell", { name: "/api/orders* to shop" }).waitFor();
    await session.page.getByLabel("Method").fill("GET");
    await session.page.getByLabel("Path").fill("/api/health");
    await session.page.getByLabel("Service", { exact: true }).fill("shop");
    await session.page.getByRole("button", { name: "Explain" }).click();
    await session.page.getByText("health decides: samples 0").waitFor();
    await session.page.getByText("path /api/orders* is not /api/health").waitFor();
    // The app reports what it decided about every ten seconds.
    await orders.getByText("as expected").waitFor({ timeout: 20_000 });
    await session.page
      .getByRole("row", { name: /health/ })
      .getByText("as expected")
      .waitFor();
    await keepPicture(session.page, "sampling");
  });

  it("show the boost of a rule, and how many of its faults were seen", async () => {
    const { apiUrl, agentAddress } = session.environment.xray;
    const now = Date.now() / 1_000;
    const about = { RuleName: "reports", Timestamp: now };
    const statistics = { ...about, ClientID: "0123456789abcdef01234567", RequestCount: 400, SampledCount: 4 };
    const boost = { ...about, ServiceName: "shop", TotalCount: 400, AnomalyCount: 9, SampledAnomalyCount: 1 };
    await fetch(`${apiUrl}/SamplingTargets`, {
      method: "POST",
      body: JSON.stringify({
        SamplingStatisticsDocuments: [statistics],
        SamplingBoostStatisticsDocuments: [boost],
      }),
    });
    // The newest trace stays the shop's.
    const oldest = session.environment.xray.traces().at(-1)!;
    for (let i = 0; i < 2; i += 1) {
      await sendDatagram(agentAddress, segmentDatagram("shop", { ...CAPTURED, start_time: oldest.summary.start }));
      session.traces += 1;
    }
    await session.view("Sampling");
    const reports = session.page.getByRole("row", { name: /reports/ });
    await reports.getByText("boosted to 28.3 % now · 3 of 9 anomalies seen, 2 of them captured").waitFor();
    await reports.getByRole("cell", { name: "boosted", exact: true }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await session.page.emulateMedia({ colorScheme });
      for (const size of [WIDE, NARROW]) {
        await session.page.setViewportSize(size);
        await keepPicture(session.page, `sampling-boost-${colorScheme}-${size.width}`);
      }
    }
    await session.page.emulateMedia({ colorScheme: "light" });
    await session.page.setViewportSize(WIDE);
  });

  it("show which values were removed where, and lead there", async () => {
    await session.view("Redactions");
    await session.page.getByRole("heading", { name: /metadata\.default\.cart\.cardNumber in shop/ }).waitFor();
    await session.page.getByRole("heading", { name: /metadata\.default\.token in shop/ }).waitFor();
    await keepPicture(session.page, "redactions");
    await session.page.getByRole("region", { name: "Redactions" }).getByRole("link").first().click();
    await session.line(/^(fault \(5xx\) )?shop POST/).waitFor();
  });

  it("count what was taken and what was refused, with the reason", async () => {
    await sendDatagram(session.environment.xray.agentAddress, "this is no segment");
    await session.view("Counters");
    await session.page.getByRole("row", { name: /this is no segment/ }).waitFor();
    await session.page.getByText(session.environment.xray.agentAddress).first().waitFor();
    await keepPicture(session.page, "counters");
  });
}
