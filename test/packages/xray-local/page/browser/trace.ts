import assert from "node:assert/strict";
import type { Session } from "./session.ts";

export function testTrace(session: Session): void {
  beforeEach(async () => {
    await session.fresh();
    await session.write("fault");
    await session.rows().first().click();
    await session.line(/^(fault \(5xx\) )?shop POST/).waitFor();
  });

  it("is a waterfall through both services, with the query and the topic", async () => {
    await session.write('edge("shop", "SNS")');
    await session.matches(13);
    await session.rows().first().click();
    await session.line(/SNS Publish/).waitFor();
    const lines = await session.page.getByRole("treeitem").allTextContents();
    for (const part of [
      /^.*shop\s*POST \/api\/orders 201/,
      /payments\s*POST \/charge 200/,
      /INSERT INTO payments/,
      /SELECT \* FROM carts/,
      /Publish/,
    ]) {
      assert.ok(
        lines.some((text) => part.test(text)),
        `${String(part)} in ${lines.join(" | ")}`,
      );
    }
    assert.equal(await session.line(/payments POST/).getAttribute("aria-level"), "3");
  });

  it("shows annotations, metadata, what was removed, and no secret", async () => {
    const panel = session.page.getByRole("region", { name: "Details of shop" });
    assert.match(await panel.innerText(), /tier\s+gold/);
    assert.match(await panel.innerText(), /"items": 3/);
    assert.deepEqual(await panel.locator(".blocks pre mark").allTextContents(), ["[redacted]", "[redacted]"]);
    assert.match(await panel.innerText(), /metadata\.default\.cart\.cardNumber/);
    assert.doesNotMatch(await session.page.content(), /4111|a-secret-of-the-customer/);
  });

  it("shows the exception of the service that failed, with its stack", async () => {
    await session.line(/payments POST/).click();
    const panel = session.page.getByRole("region", { name: "Details of payments" });
    await panel.locator(".exception").getByText("BankError The bank did not answer within 250 ms").waitFor();
    assert.ok((await panel.locator(".stack li.own").count()) >= 1);
    await session.line(/orders@127\.0\.0\.1 INSERT/).click();
    await session.page.getByRole("definition").getByText("INSERT INTO payments (amount) VALUES (?)").waitFor();
  });

  it("is walked, opened and closed by keys", async () => {
    const tree = session.page.getByRole("tree", { name: "Waterfall" });
    const current = () => tree.locator("[aria-selected=true]").textContent();
    await session.list().focus();
    await session.page.keyboard.press("Enter");
    await session.hasFocus(tree);
    await session.page.keyboard.press("Home");
    assert.match((await current()) ?? "", /shop/);
    const all = await session.page.getByRole("treeitem").count();
    await session.page.keyboard.press("ArrowLeft");
    assert.equal(await session.page.getByRole("treeitem").count(), 1);
    await session.page.keyboard.press("ArrowRight");
    assert.equal(await session.page.getByRole("treeitem").count(), all);
    await session.page.keyboard.press("End");
    await session.page.keyboard.press("ArrowLeft");
    assert.doesNotMatch((await current()) ?? "", /INSERT|SELECT/);
    await session.address((url) => {
      assert.match(url, /segment=/);
    });
  });

  it("is copied as a command and linked to the console by its id", async () => {
    const id = /1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(session.page.url())?.[0] ?? "";
    await session.page.keyboard.press("c");
    await session.page.getByText("AWS CLI command copied").waitFor();
    assert.equal(
      await session.page.evaluate<string>("navigator.clipboard.readText()"),
      `aws xray batch-get-traces --trace-ids ${id} --endpoint-url ${session.environment.xray.apiUrl} --no-sign-request --region eu-central-1`,
    );
    const link = session.page.getByRole("link", { name: "Console" });
    assert.equal(
      await link.getAttribute("href"),
      `https://console.aws.amazon.com/xray/home?region=eu-central-1#/traces/${id}`,
    );
    await session.page.getByRole("button", { name: "eu-central-1" }).click();
    const dialog = session.page.getByRole("dialog", { name: "Open in the AWS console" });
    await dialog.getByRole("textbox", { name: "Region" }).fill("mars");
    assert.equal(await dialog.getByRole("button", { name: "Open" }).isDisabled(), true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  it("is said to be gone when the server doesn't have it", async () => {
    await session.page.goto(`${session.environment.xray.apiUrl}/#/traces/1-00000000-000000000000000000000000`);
    await session.page.getByText("The local X-Ray doesn't have this trace.").waitFor();
    // The browser itself reports the answer that was asked for here.
    const { errors } = session.open;
    assert.ok(errors.some((error) => /404.*1-00000000/.test(error)));
    errors.splice(0, errors.length, ...errors.filter((error) => !error.includes("404")));
  });
}
