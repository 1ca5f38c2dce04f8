import assert from "node:assert/strict";
import { sendDatagram } from "./datagrams.ts";
import { keepPicture } from "./pictures.ts";
import type { Session } from "./session.ts";

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
