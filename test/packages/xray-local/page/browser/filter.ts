import assert from "node:assert/strict";
import { keepPicture } from "./pictures.ts";
import { eventually, type Session } from "./session.ts";

export function testFilter(session: Session): void {
  beforeEach(() => session.fresh());

  it("shows what matches, and what matches only later", async () => {
    const faults = session.environment.xray.traces().filter(({ summary }) => summary.fault).length;
    assert.ok(faults >= 3);
    await session.write("fault");
    await session.matches(faults);
    await eventually(async () => assert.equal(await session.rows().count(), faults));
    await session.environment.request("GET", "/api/products");
    await session.environment.request("POST", "/api/orders", { "x-bank": "away" });
    session.traces += 2;
    await session.matches(faults + 1);
    await session.address((url) => {
      assert.match(url, /filter=fault/);
    });
  });

  it("completes keywords, services and annotations", async () => {
    await session.filter().fill("respo");
    await session.page.getByRole("option", { name: /^responsetime/ }).waitFor();
    await session.filter().press("ArrowDown");
    await session.filter().press("Tab");
    await session.reads("responsetime");
    await session.filter().fill('service("pay');
    await session.page.getByRole("option", { name: /"payments"/ }).click();
    await session.reads('service("payments"');
    await session.filter().fill("annotation.ti");
    await session.page.getByRole("option", { name: /annotation\.tier/ }).waitFor();
    await keepPicture(session.page, "completion");
    await session.filter().press("ArrowDown");
    await session.filter().press("Enter");
    await session.reads("annotation.tier");
    await session.write('annotation.tier = "gold" AND http.status = 201');
    await session.matches(13);
  });

  it("keeps what is typed on while the filter before it is being used", async () => {
    // Each of the last letters makes a filter that can be read, and comes when the one before it is about to be used.
    await session.filter().pressSequentially("annotation.tier_of_customer", { delay: 200 });
    await session.reads("annotation.tier_of_customer");
  });

  it("proposes names of traces that the filter leaves out", async () => {
    await session.write('user = "nobody"');
    await session.matches(0);
    await session.filter().fill('service("pay');
    await session.page.getByRole("option", { name: /"payments"/ }).waitFor();
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
    await session.reads("");
  });
}
