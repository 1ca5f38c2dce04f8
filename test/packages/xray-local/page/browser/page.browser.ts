import assert from "node:assert/strict";
import { startXRayLocal } from "@pmp/xray-local";
import type { Page } from "playwright-core";
import { assertAccessible } from "./axe.ts";
import { Browser, type OpenPage } from "./browser.ts";
import { findChromium } from "./find-chromium.ts";
import { segmentDatagram, sendDatagram } from "./datagrams.ts";
import { keepPicture } from "./pictures.ts";
import { World } from "./world.ts";

const NARROW = { width: 390, height: 780 };
const WIDE = { width: 1280, height: 800 };

describe("page of the local X-Ray in a browser", function () {
  this.timeout(60_000);
  let world: World;
  let browser: Browser;
  let open: OpenPage;
  let page: Page;
  let traces = 0;

  before(async function () {
    // Where Chromium is not on PATH it is fetched first, once.
    this.timeout(600_000);
    const chromium = await findChromium();
    if ("reason" in chromium) {
      process.stdout.write(`    not run: ${chromium.reason}\n`);
      this.skip();
    }
    browser = await Browser.start(chromium.path, WIDE);
    world = await World.start();
    open = await browser.open(world.xray.apiUrl);
    page = open.page;
  });

  after(async () => {
    // Neither is there when the tests were skipped.
    const started: readonly (Browser | World | undefined)[] = [browser, world];
    for (const one of started) await one?.close();
  });

  const list = () => page.getByRole("listbox", { name: "Traces, newest first" });
  const rows = () => list().getByRole("option");
  const filter = () => page.getByRole("combobox", { name: "Filter expression" });
  const line = (name: RegExp) => page.getByRole("treeitem", { name });
  const view = (name: string) => page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
  const matches = (count: number) =>
    page
      .getByRole("status")
      .getByText(`${String(count)} trace`)
      .waitFor();

  /** The list of all traces, with nothing open and the focus nowhere. */
  const fresh = async (): Promise<void> => {
    await page.goto(`${world.xray.apiUrl}/#/traces`);
    await matches(traces);
  };
  const write = async (expression: string): Promise<void> => {
    await filter().fill(expression);
    await filter().press("Enter");
  };

  describe("live", () => {
    it("says how to send the first trace while there is none", async () => {
      await page.getByText("No trace yet.").waitFor();
      await page.getByText(`Its segments are taken at ${world.xray.agentAddress}`).waitFor();
    });

    it("shows a request's trace by itself", async () => {
      assert.equal(await world.request("POST", "/api/orders"), 201);
      await page.getByRole("option", { name: /POST \/api\/orders 201 [\d.]+.(ms|µs|s) shop/ }).waitFor();
      traces = 1 + (await world.traffic(12));
      await world.hasTraces(traces);
      await matches(traces);
    });

    it("holds the list still, counts what comes meanwhile, and catches up", async () => {
      await page.getByRole("button", { name: "Hold" }).click();
      await world.request("GET", "/api/products");
      traces += 1;
      await page.getByRole("button", { name: "Held, 1 new" }).click();
      await matches(traces);
    });

    it("finds its way back after the local X-Ray was started anew, and asks for what it missed", async () => {
      const first = await startXRayLocal({ port: 0, agentPort: 0, otlpPort: false });
      const port = Number(new URL(first.apiUrl).port);
      const other = await browser.open(first.apiUrl);
      await other.page.getByText("live", { exact: true }).waitFor();
      await first.close();
      await other.page.getByText("connection lost, trying again").waitFor();
      const second = await startXRayLocal({ port, agentPort: 0, otlpPort: false });
      await sendDatagram(second.agentAddress, segmentDatagram("while-away"));
      await other.page.getByRole("option", { name: /while-away/ }).waitFor();
      await other.page.getByText("live", { exact: true }).waitFor();
      await other.page.close();
      await second.close();
    });
  });

  describe("filter", () => {
    beforeEach(fresh);

    it("shows what matches, and what matches only later", async () => {
      const faults = world.xray.traces().filter(({ summary }) => summary.fault).length;
      assert.ok(faults >= 3);
      await write("fault");
      await matches(faults);
      assert.equal(await rows().count(), faults);
      await world.request("GET", "/api/products");
      await world.request("POST", "/api/orders", { "x-bank": "away" });
      traces += 2;
      await matches(faults + 1);
      assert.match(page.url(), /filter=fault/);
    });

    it("completes keywords, services and annotations", async () => {
      await filter().fill("respo");
      await page.getByRole("option", { name: /^responsetime/ }).waitFor();
      await filter().press("ArrowDown");
      await filter().press("Tab");
      assert.equal(await filter().inputValue(), "responsetime");
      await filter().fill('service("pay');
      await page.getByRole("option", { name: /"payments"/ }).click();
      await filter().fill("annotation.ti");
      await page.getByRole("option", { name: /annotation\.tier/ }).waitFor();
      await keepPicture(page, "completion");
      await filter().press("ArrowDown");
      await filter().press("Enter");
      assert.equal(await filter().inputValue(), "annotation.tier");
      await write('annotation.tier = "gold" AND http.status = 201');
      await matches(13);
    });

    it("says what is wrong and where, and keeps the list", async () => {
      await write("responsetime > 20ms");
      await page.getByRole("alert").getByText("20ms is not a number.").waitFor();
      assert.equal(await page.locator(".ink .wrong").textContent(), "20ms");
      assert.ok((await rows().count()) > 10);
      await keepPicture(page, "filter-problem");
    });

    it("says that nothing matches, and leads back", async () => {
      await write('user = "nobody"');
      await page.getByText("No trace matches this filter.").waitFor();
      await page.getByRole("button", { name: "Show all traces" }).click();
      await matches(traces);
      assert.equal(await filter().inputValue(), "");
    });
  });

  describe("a trace", () => {
    beforeEach(async () => {
      await fresh();
      await write("fault");
      await rows().first().click();
      await line(/^(fault \(5xx\) )?shop POST/).waitFor();
    });

    it("is a waterfall through both services, with the query and the topic", async () => {
      await write('edge("shop", "SNS")');
      await matches(13);
      await rows().first().click();
      await line(/SNS Publish/).waitFor();
      const lines = await page.getByRole("treeitem").allTextContents();
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
      assert.equal(await line(/payments POST/).getAttribute("aria-level"), "3");
    });

    it("shows annotations, metadata, what was removed, and no secret", async () => {
      const panel = page.getByRole("region", { name: "Details of shop" });
      assert.match(await panel.innerText(), /tier\s+gold/);
      assert.match(await panel.innerText(), /"items": 3/);
      assert.deepEqual(await panel.locator(".blocks pre mark").allTextContents(), ["[redacted]", "[redacted]"]);
      assert.match(await panel.innerText(), /metadata\.default\.cart\.cardNumber/);
      assert.doesNotMatch(await page.content(), /4111|a-secret-of-the-customer/);
    });

    it("shows the exception of the service that failed, with its stack", async () => {
      await line(/payments POST/).click();
      const panel = page.getByRole("region", { name: "Details of payments" });
      await panel.locator(".exception").getByText("BankError The bank did not answer within 250 ms").waitFor();
      assert.ok((await panel.locator(".stack li.own").count()) >= 1);
      await line(/orders@127\.0\.0\.1 INSERT/).click();
      await page.getByRole("definition").getByText("INSERT INTO payments (amount) VALUES (?)").waitFor();
    });

    it("is walked, opened and closed by keys", async () => {
      const tree = page.getByRole("tree", { name: "Waterfall" });
      const current = () => tree.locator("[aria-selected=true]").textContent();
      await list().focus();
      await page.keyboard.press("Enter");
      assert.equal(await tree.evaluate((element) => element === document.activeElement), true);
      await page.keyboard.press("Home");
      assert.match((await current()) ?? "", /shop/);
      const all = await page.getByRole("treeitem").count();
      await page.keyboard.press("ArrowLeft");
      assert.equal(await page.getByRole("treeitem").count(), 1);
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.getByRole("treeitem").count(), all);
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      assert.doesNotMatch((await current()) ?? "", /INSERT|SELECT/);
      assert.match(page.url(), /segment=/);
    });

    it("is copied as a command and linked to the console by its id", async () => {
      const id = /1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(page.url())?.[0] ?? "";
      await page.keyboard.press("c");
      await page.getByText("AWS CLI command copied").waitFor();
      assert.equal(
        await page.evaluate(() => navigator.clipboard.readText()),
        `aws xray batch-get-traces --trace-ids ${id} --endpoint-url ${world.xray.apiUrl} --no-sign-request --region eu-central-1`,
      );
      const link = page.getByRole("link", { name: "Console" });
      assert.equal(
        await link.getAttribute("href"),
        `https://console.aws.amazon.com/xray/home?region=eu-central-1#/traces/${id}`,
      );
      await page.getByRole("button", { name: "eu-central-1" }).click();
      const dialog = page.getByRole("dialog", { name: "Open in the AWS console" });
      await dialog.getByRole("textbox", { name: "Region" }).fill("mars");
      assert.equal(await dialog.getByRole("button", { name: "Open" }).isDisabled(), true);
      await dialog.getByRole("button", { name: "Cancel" }).click();
    });

    it("is said to be gone when the server doesn't have it", async () => {
      await page.goto(`${world.xray.apiUrl}/#/traces/1-00000000-000000000000000000000000`);
      await page.getByText("The local X-Ray doesn't have this trace.").waitFor();
      const expected = open.errors.findIndex((error) => /404.*1-00000000/.test(error));
      assert.ok(expected >= 0);
      // The browser itself writes a second line for the answer 404 that was asked for here.
      open.errors.splice(0, open.errors.length, ...open.errors.filter((error) => !error.includes("404")));
    });
  });

  describe("the other views", () => {
    beforeEach(fresh);

    it("draw the map with shares and lead from it to the traces", async () => {
      await view("Map");
      await page.getByRole("button", { name: /service payments .* \d+ calls, .*fault \(5xx\)/ }).waitFor();
      await page.getByRole("button", { name: /^Calls of shop to SNS, 13 calls/ }).waitFor();
      assert.equal(await page.locator(".map-lines .edge").count(), 5);
      await keepPicture(page, "map-light");
      await page.emulateMedia({ colorScheme: "dark" });
      await keepPicture(page, "map-dark");
      await page.getByRole("button", { name: "Table" }).click();
      await page.getByRole("row", { name: /^payments/ }).waitFor();
      await keepPicture(page, "map-table");
      await page.getByRole("button", { name: "Map", exact: true }).click();
      await page.emulateMedia({ colorScheme: "light" });
      await page.getByRole("button", { name: /^Calls of shop to SNS/ }).click();
      assert.equal(await filter().inputValue(), 'edge("shop", "SNS")');
      await matches(13);
    });

    it("show each rule with what it did, and explain a request", async () => {
      await view("Sampling");
      const orders = page.getByRole("row", { name: /orders/ });
      await orders.getByRole("cell", { name: "/api/orders* to shop" }).waitFor();
      await page.getByLabel("Method").fill("GET");
      await page.getByLabel("Path").fill("/api/health");
      await page.getByLabel("Service", { exact: true }).fill("shop");
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByText("health decides: samples 0").waitFor();
      await page.getByText("path /api/orders* is not /api/health").waitFor();
      // The app reports what it decided about every ten seconds.
      await orders.getByText("as expected").waitFor({ timeout: 20_000 });
      await page
        .getByRole("row", { name: /health/ })
        .getByText("as expected")
        .waitFor();
      await keepPicture(page, "sampling");
    });

    it("show which values were removed where, and lead there", async () => {
      await view("Redactions");
      await page.getByRole("heading", { name: /metadata\.default\.cart\.cardNumber in shop/ }).waitFor();
      await page.getByRole("heading", { name: /metadata\.default\.token in shop/ }).waitFor();
      await keepPicture(page, "redactions");
      await page.getByRole("region", { name: "Redactions" }).getByRole("link").first().click();
      await line(/^(fault \(5xx\) )?shop POST/).waitFor();
    });

    it("count what was taken and what was refused, with the reason", async () => {
      await sendDatagram(world.xray.agentAddress, "this is no segment");
      await view("Counters");
      await page.getByRole("row", { name: /this is no segment/ }).waitFor();
      await page.getByText(world.xray.agentAddress).first().waitFor();
      await keepPicture(page, "counters");
    });
  });

  describe("for everyone", () => {
    beforeEach(fresh);
    afterEach(async () => {
      await page.setViewportSize(WIDE);
      await page.emulateMedia({ colorScheme: "light" });
    });

    it("is used without a mouse: list, trace, views, help", async () => {
      await page.keyboard.press("j");
      await line(/^(fault \(5xx\) )?shop POST/).waitFor();
      const first = page.url();
      await page.keyboard.press("j");
      assert.notEqual(page.url(), first);
      await page.keyboard.press("k");
      assert.equal(page.url(), first);
      await page.keyboard.press("Escape");
      assert.doesNotMatch(page.url(), /1-/);
      for (const [key, name] of [
        ["2", "Service map"],
        ["3", "Sampling"],
        ["4", "Redactions"],
        ["5", "Counters"],
        ["1", "Traces"],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByRole("main", { name }).waitFor();
      }
      await page.keyboard.press("/");
      assert.equal(await filter().evaluate((element) => element === document.activeElement), true);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
      await keepPicture(page, "help");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    });

    it("shows where the focus is, at every stop", async () => {
      for (let stop = 0; stop < 12; stop += 1) {
        await page.keyboard.press("Tab");
        const width = await page.evaluate(() => {
          const style = getComputedStyle(document.activeElement ?? document.body);
          return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
        });
        assert.ok(width >= 2, `stop ${String(stop + 1)}`);
      }
    });

    it("is light or dark as the system has it, and as one chooses", async () => {
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await paper();
      assert.notEqual(light, dark);
      await page.getByRole("button", { name: "Colours: system" }).click();
      assert.equal(await paper(), light);
      await page.getByRole("button", { name: "Colours: light" }).click();
      await page.reload();
      await page.emulateMedia({ colorScheme: "light" });
      assert.equal(await paper(), dark, "what was chosen outlives the page");
      await page.getByRole("button", { name: "Colours: dark" }).click();
      assert.equal(await paper(), light);
    });

    it("fits a narrow window, where the trace takes the place of the list", async () => {
      await page.setViewportSize(NARROW);
      assert.equal(await overflow(page), 0, "list");
      await keepPicture(page, "narrow-list");
      await rows().nth(1).click();
      await page.getByRole("treeitem").first().waitFor();
      assert.equal(await overflow(page), 0, "trace");
      await keepPicture(page, "narrow-trace");
      await page.getByRole("button", { name: "Close the trace" }).click();
      await rows().first().waitFor();
      for (const name of ["Map", "Sampling", "Redactions", "Counters"]) {
        await view(name);
        await page.getByRole("main").waitFor();
        assert.equal(await overflow(page), 0, name);
      }
      await view("Map");
      await page.getByRole("button", { name: /service payments/ }).waitFor();
      await keepPicture(page, "narrow-map");
    });

    it("has nothing that axe-core finds fault with, light and dark, in every view", async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await fresh();
        await write("fault");
        await page.keyboard.press("Escape");
        await list().focus();
        await page.keyboard.press("Home");
        await line(/payments POST/).click();
        await page.getByText("BankError", { exact: true }).waitFor();
        await keepPicture(page, `trace-${colorScheme}`);
        await assertAccessible(page, `trace, ${colorScheme}`);
        for (const name of ["Map", "Sampling", "Redactions", "Counters"]) {
          await view(name);
          await page.getByRole("main").waitFor();
          if (name === "Map") await page.getByRole("button", { name: /service payments/ }).waitFor();
          await assertAccessible(page, `${name}, ${colorScheme}`);
        }
        await page.keyboard.press("?");
        await assertAccessible(page, `help, ${colorScheme}`);
        await page.keyboard.press("Escape");
      }
    });
  });

  describe("all the while", () => {
    it("wrote no error to the console and asked nobody but the local X-Ray", () => {
      assert.deepEqual(open.errors, []);
      assert.deepEqual(open.foreign, []);
    });
  });
});

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
