import assert from "node:assert/strict";
import { testEveryone } from "./everyone.ts";
import { testFilter } from "./filter.ts";
import { findChromium } from "./find-chromium.ts";
import { testLive } from "./live.ts";
import { testPlatform } from "./platform.ts";
import { Session } from "./session.ts";
import { testTrace } from "./trace.ts";
import { testViews } from "./views.ts";

describe("page of the local X-Ray in a browser", function () {
  this.timeout(60_000);
  const session = new Session();

  before(async function () {
    // Where Chromium is not on PATH it is fetched first, once.
    this.timeout(600_000);
    const chromium = await findChromium();
    if ("reason" in chromium) {
      process.stdout.write(`    not run: ${chromium.reason}\n`);
      this.skip();
    }
    await session.begin(chromium.path);
  });

  after(() => session.end());

  describe("live", () => testLive(session));
  describe("filter", () => testFilter(session));
  describe("a trace", () => testTrace(session));
  describe("where a segment's service runs", () => testPlatform(session));
  describe("the other views", () => testViews(session));
  describe("for everyone", () => testEveryone(session));

  describe("all the while", () => {
    it("wrote no error to the console and asked nobody but the local X-Ray", () => {
      assert.deepEqual(session.open.errors, []);
      assert.deepEqual(session.open.foreign, []);
    });
  });
});
