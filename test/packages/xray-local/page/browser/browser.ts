import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page, type ViewportSize } from "playwright-core";

/** For a machine without a network of its own and a user that may be root; nothing else differs from a user's browser. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface OpenPage {
  readonly page: Page;
  /** Errors of the console and of scripts, and requests that failed or that the server refused. */
  readonly errors: string[];
  /** Requests to anywhere but the local X-Ray. */
  readonly foreign: readonly string[];
}

/** A browser with a profile of its own, which goes when it is closed. */
export class Browser {
  readonly #context: BrowserContext;
  readonly #profile: string;

  private constructor(context: BrowserContext, profile: string) {
    this.#context = context;
    this.#profile = profile;
  }

  /**
   * @param viewport in CSS pixels
   * @param deviceScaleFactor pixels of a picture for each of these; two give sharp letters
   */
  static async start(executablePath: string, viewport: ViewportSize, deviceScaleFactor = 2): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), "pmp-xray-page-"));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: FLAGS,
      viewport,
      deviceScaleFactor,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(10_000);
    return new Browser(context, profile);
  }

  /** Opens an address in a tab of its own, and writes down what should not happen there. */
  async open(url: string): Promise<OpenPage> {
    const page = await this.#context.newPage();
    const errors: string[] = [];
    const foreign: string[] = [];
    const { origin } = new URL(url);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== origin) foreign.push(request.url());
    });
    page.on("response", (response) => {
      if (response.status() >= 400) errors.push(`${String(response.status())} ${response.url()}`);
    });
    await page.goto(url);
    return { page, errors, foreign };
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}
