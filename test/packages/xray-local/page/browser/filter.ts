import assert from "node:assert/strict";
import { keepPicture } from "./pictures.ts";
import type { Session } from "./session.ts";

export function testFilter(session: Session): void {
  beforeEach(() => session.fresh());

  it("shows what matches, and what matches only later", async () => {
    const faults = session.world.xray.traces().filter(({ summary }) => summary.fault).length;
    assert.ok(faults >= 3);
    await session.write("fault");
    await session.matches(faults);
    assert.equal(await session.rows().count(), faults);
    await session.world.request("GET", "/api/products");
    await session.world.request("POST", "/api/orders", { "x-bank": "away" });
    session.traces += 2;
    await session.matches(faults + 1);
    assert.match(session.page.url(), /filter=fault/);
  });

  it("completes keywords, services and annotations", async () => {
    await session.filter().fill("respo");
    await session.page.getByRole("option", { name: /^responsetime/ }).waitFor();
    await session.filter().press("ArrowDown");
    await session.filter().press("Tab");
    assert.equal(await session.filter().inputValue(), "responsetime");
    await session.filter().fill('service("pay');
    await session.page.getByRole("option", { name: /"payments"/ }).click();
    await session.filter().fill("annotation.ti");
    await session.page.getByRole("option", { name: /annotation\.tier/ }).waitFor();
    await keepPicture(session.page, "completion");
    await session.filter().press("ArrowDown");
    await session.filter().press("Enter");
    assert.equal(await session.filter().inputValue(), "annotation.tier");
    await session.write('annotation.tier = "gold" AND http.status = 201');
    await session.matches(13);
  });

  it("says what is wrong and where, and keeps the list", async () => {
    await session.write("responsetime > 20ms");
    await session.page.getByRole("alert").getByText("20ms is not a number.").waitFor();
    assert.equal(await session.page.locator(".ink .wrong").textContent(), "20ms");
    assert.ok((await session.rows().count()) > 10);
    await keepPicture(session.page, "filter-problem");
  });

  it("says that nothing matches, and leads back", async () => {
    await session.write('user = "nobody"');
    await session.page.getByText("No trace matches this filter.").waitFor();
    await session.page.getByRole("button", { name: "Show all traces" }).click();
    await session.matches(session.traces);
    assert.equal(await session.filter().inputValue(), "");
  });
}
