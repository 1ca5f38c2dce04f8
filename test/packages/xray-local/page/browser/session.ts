import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { Browser, type OpenPage } from "./browser.ts";
import { TestEnvironment } from "./environment.ts";

export const NARROW = { width: 390, height: 780 };
export const WIDE = { width: 1280, height: 800 };

/** Repeats a check until it holds, for five seconds at most; then it fails as the check does. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  const end = Date.now() + 5000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(20);
    }
  }
}

interface Begun {
  readonly browser: Browser;
  readonly environment: TestEnvironment;
  readonly open: OpenPage;
}

/** The one page that the tests share, and its parts by the names that a screen reader has for them. */
export class Session {
  /** Traces that were made so far. */
  traces = 0;
  #browser: Browser | undefined;
  #environment: TestEnvironment | undefined;
  #open: OpenPage | undefined;

  /** @param chromium path of the browser's program */
  async begin(chromium: string): Promise<void> {
    this.#browser = await Browser.start(chromium, WIDE);
    this.#environment = await TestEnvironment.start();
    this.#open = await this.#browser.open(this.#environment.xray.apiUrl);
  }

  /** Ends what was begun, also where not all of it was. */
  async end(): Promise<void> {
    await this.#browser?.close();
    await this.#environment?.close();
  }

  get browser(): Browser {
    return this.#begun().browser;
  }

  get environment(): TestEnvironment {
    return this.#begun().environment;
  }

  get open(): OpenPage {
    return this.#begun().open;
  }

  get page(): Page {
    return this.open.page;
  }

  list(): Locator {
    return this.page.getByRole("listbox", { name: "Traces, newest first" });
  }

  rows(): Locator {
    return this.list().getByRole("option");
  }

  filter(): Locator {
    return this.page.getByRole("combobox", { name: "Filter expression" });
  }

  /** Lines of the waterfall. */
  line(name: RegExp): Locator {
    return this.page.getByRole("treeitem", { name });
  }

  async view(name: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
  }

  /** Waits until the page says that so many traces match. */
  async matches(count: number): Promise<void> {
    await this.page
      .getByRole("status")
      .getByText(new RegExp(`^${String(count)} traces?( match)?$`))
      .waitFor();
  }

  /** The list of all traces, with nothing open and the focus nowhere: another address first, so that all is loaded anew. */
  async fresh(): Promise<void> {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.environment.xray.apiUrl}/#/traces`);
    await this.matches(this.traces);
  }

  /** Waits until the filter reads so: what was chosen is written once the page draws again. */
  async reads(expression: string): Promise<void> {
    await eventually(async () => assert.equal(await this.filter().inputValue(), expression));
  }

  /** Waits until the address fulfils the check: the page sets it once it has drawn. */
  async address(check: (url: string) => void): Promise<void> {
    await eventually(() => {
      check(this.page.url());
    });
  }

  async write(expression: string): Promise<void> {
    await this.filter().fill(expression);
    await this.filter().press("Enter");
  }

  /** Waits until the element has the focus: the page gives it once it has drawn what a key asked for. */
  async hasFocus(element: Locator): Promise<void> {
    await element.and(this.page.locator(":focus")).waitFor();
  }

  #begun(): Begun {
    if (this.#browser === undefined || this.#environment === undefined || this.#open === undefined) {
      throw new Error("the session has not begun");
    }
    return { browser: this.#browser, environment: this.#environment, open: this.#open };
  }
}
