import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./axe.ts";
import { keepPicture } from "./pictures.ts";
import { eventually, NARROW, WIDE, type Session } from "./session.ts";

/** How wide the outline around what has the focus is, in pixels, and what that is. */
const OUTLINE = `(() => {
  const style = getComputedStyle(document.activeElement ?? document.body);
  const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return { width, what: document.activeElement?.outerHTML.slice(0, 120) ?? "nothing" };
})()`;

export function testEveryone(session: Session): void {
  beforeEach(() => session.fresh());
  afterEach(async () => {
    await session.page.setViewportSize(WIDE);
    await session.page.emulateMedia({ colorScheme: "light" });
  });

  it("is used without a mouse: list, trace, views, help", async () => {
    await session.page.keyboard.press("j");
    await session.line(/^(fault \(5xx\) )?shop POST/).waitFor();
    const first = session.page.url();
    await session.page.keyboard.press("j");
    await session.address((url) => {
      assert.notEqual(url, first);
    });
    await session.page.keyboard.press("k");
    await session.address((url) => {
      assert.equal(url, first);
    });
    await session.page.keyboard.press("Escape");
    await session.address((url) => {
      assert.doesNotMatch(url, /1-/);
    });
    for (const [key, name] of [
      ["2", "Service map"],
      ["3", "Sampling"],
      ["4", "Redactions"],
      ["5", "Counters"],
      ["1", "Traces"],
    ] as const) {
      await session.page.keyboard.press(key);
      await session.page.getByRole("main", { name }).waitFor();
    }
    await session.page.keyboard.press("/");
    await session.hasFocus(session.filter());
    await session.page.keyboard.press("Escape");
    await session.page.keyboard.press("Escape");
    await session.page.keyboard.press("?");
    await session.page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await keepPicture(session.page, "help");
    await session.page.keyboard.press("Escape");
    await session.page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("shows where the focus is, at every stop", async () => {
    for (let stop = 0; stop < 12; stop += 1) {
      await session.page.keyboard.press("Tab");
      await eventually(async () => {
        const { width, what } = await session.page.evaluate<{ width: number; what: string }>(OUTLINE);
        assert.ok(width >= 2, `stop ${String(stop + 1)}: ${what}`);
      });
    }
  });

  it("is light or dark as the system has it, and as one chooses", async () => {
    const paper = () => session.page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    await session.page.emulateMedia({ colorScheme: "dark" });
    const dark = await paper();
    assert.notEqual(light, dark);
    await session.page.getByRole("button", { name: "Theme: system" }).click();
    assert.equal(await paper(), light);
    await session.page.getByRole("button", { name: "Theme: light" }).click();
    await session.page.reload();
    await session.page.emulateMedia({ colorScheme: "light" });
    assert.equal(await paper(), dark, "what was chosen outlives the page");
    await session.page.getByRole("button", { name: "Theme: dark" }).click();
    assert.equal(await paper(), light);
  });

  it("fits a narrow window, where the trace takes the place of the list", async () => {
    await session.page.setViewportSize(NARROW);
    assert.equal(await overflow(session.page), 0, "list");
    await keepPicture(session.page, "narrow-list");
    await session.rows().nth(1).click();
    await session.page.getByRole("treeitem").first().waitFor();
    assert.equal(await overflow(session.page), 0, "trace");
    await keepPicture(session.page, "narrow-trace");
    await session.page.getByRole("button", { name: "Close the trace" }).click();
    await session.rows().first().waitFor();
    for (const name of ["Map", "Sampling", "Redactions", "Counters"]) {
      await session.view(name);
      await session.page.getByRole("main").waitFor();
      assert.equal(await overflow(session.page), 0, name);
    }
    await session.view("Map");
    await session.page.getByRole("button", { name: /service payments/ }).waitFor();
    await keepPicture(session.page, "narrow-map");
  });

  it("has nothing that axe-core finds fault with, light and dark, in every view", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await session.page.emulateMedia({ colorScheme });
      await session.fresh();
      await session.write("fault");
      await session.page.keyboard.press("Escape");
      await session.list().focus();
      await session.page.keyboard.press("Home");
      await session.line(/payments POST/).click();
      await session.page.getByText("BankError", { exact: true }).waitFor();
      await keepPicture(session.page, `trace-${colorScheme}`);
      await assertAccessible(session.page, `trace, ${colorScheme}`);
      for (const name of ["Map", "Sampling", "Redactions", "Counters"]) {
        await session.view(name);
        await session.page.getByRole("main").waitFor();
        if (name === "Map") await session.page.getByRole("button", { name: /service payments/ }).waitFor();
        await assertAccessible(session.page, `${name}, ${colorScheme}`);
      }
      await session.page.keyboard.press("?");
      await assertAccessible(session.page, `help, ${colorScheme}`);
      await session.page.keyboard.press("Escape");
    }
  });
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
