import assert from "node:assert/strict";
import { startXRayLocal } from "@pmp/xray-local";
import { segmentDatagram, sendDatagram } from "./datagrams.ts";
import type { Session } from "./session.ts";

export function testLive(session: Session): void {
  it("says how to send the first trace while there is none", async () => {
    await session.page.getByText("No trace yet.").waitFor();
    await session.page.getByText(`Segments are received at ${session.environment.xray.agentAddress}`).waitFor();
  });

  it("shows a request's trace by itself", async () => {
    assert.equal(await session.environment.request("POST", "/api/orders"), 201);
    await session.page.getByRole("option", { name: /POST \/api\/orders 201 [\d.]+.(ms|µs|s) shop/ }).waitFor();
    session.traces = 1 + (await session.environment.traffic(12));
    await session.environment.hasTraces(session.traces);
    await session.matches(session.traces);
  });

  it("holds the list still, counts what comes meanwhile, and catches up", async () => {
    await session.page.getByRole("button", { name: "Pause" }).click();
    await session.environment.request("GET", "/api/products");
    session.traces += 1;
    await session.page.getByRole("button", { name: "Paused, 1 new" }).click();
    await session.matches(session.traces);
  });

  it("finds its way back after the local X-Ray was started anew, and asks for what it missed", async () => {
    const first = await startXRayLocal({ port: 0, agentPort: 0, otlpPort: false });
    const port = Number(new URL(first.apiUrl).port);
    const other = await session.browser.open(first.apiUrl);
    await other.page.getByText("live", { exact: true }).waitFor();
    await first.close();
    await other.page.getByText("connection lost, reconnecting").waitFor();
    const second = await startXRayLocal({ port, agentPort: 0, otlpPort: false });
    await sendDatagram(second.agentAddress, segmentDatagram("while-away"));
    await other.page.getByRole("option", { name: /while-away/ }).waitFor();
    await other.page.getByText("live", { exact: true }).waitFor();
    await other.page.close();
    await second.close();
  });
}
