import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { AppFolder } from "../support/app-folder.ts";
import { buildPackage, PACKAGE } from "../support/built.ts";
import { FakeAgent } from "../support/fake-agent.ts";
import { FakePostgres } from "../support/fake-postgres.ts";

/** A handler of a sampled request does the work; whatever becomes of it is up to the program. */
const program = (work: string): string => `
import { createServer, get } from "node:http";
import pg from "pg";
const client = new pg.Client({ host: "127.0.0.1", port: Number(process.env.PGPORT), user: "app", database: "shop" });
await client.connect();
const server = createServer((request, response) => { ${work} });
server.listen(0, "127.0.0.1", () => {
  const headers = { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1" };
  get({ host: "127.0.0.1", port: server.address().port, headers }).on("error", () => undefined);
});
setTimeout(() => { console.log("lives on"); process.exit(0); }, 10_000);
`;

const works: Record<string, string> = {
  "a query object without a listener": "client.query(new pg.Query('SELECT fails'));",
  "a query object with a listener":
    "client.query(new pg.Query('SELECT fails')).on('error', (error) => { console.log(error.code); process.exit(3); });",
  "a promise that nobody handles": "client.query('SELECT fails');",
  "a promise that is handled":
    "client.query('SELECT fails').catch((error) => { console.log(error.code); process.exit(4); });",
  "a promise whose rejection the process counts":
    "let count = 0; process.on('unhandledRejection', () => { count += 1; setTimeout(() => { console.log(count); process.exit(5); }, 100); }); client.query('SELECT fails');",
  "a callback that throws": "client.query('SELECT fails', (error) => { throw error; });",
  "a callback in the object that throws":
    "client.query({ text: 'SELECT fails', callback: (error) => { throw error; } });",
  "a query of a client that has ended": "client.end(); client.query('SELECT 1');",
  "no query at all": "client.query(null);",
};

describe("a query that fails ends the program as without tracing", () => {
  let agent: FakeAgent;
  let postgres: FakePostgres;
  let folder: AppFolder;
  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
    postgres = await FakePostgres.start();
    folder = new AppFolder();
  });
  afterEach(() => {
    agent.close();
    postgres.close();
    folder.remove();
  });

  function run(file: string, options: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    const env = {
      PATH: process.env.PATH ?? "",
      PGPORT: String(postgres.port),
      AWS_XRAY_DAEMON_ADDRESS: agent.address,
      OTEL_LOG_LEVEL: "none",
    };
    return new Promise((resolve) => {
      execFile(process.execPath, [...options, file], { env }, (error, stdout, stderr) => {
        // Where an error was seen differs, not which one it was.
        const said = stderr.split("\n").filter((line) => /^(?:error|TypeError|Error)\b/.test(line));
        resolve({ code: error?.code ?? 0, stdout, stderr: said.join("\n") });
      });
    });
  }

  for (const [name, work] of Object.entries(works)) {
    it(name, async () => {
      const file = folder.write("app.mjs", program(work));
      const without = await run(file, []);
      const traced = await run(file, ["--import", join(PACKAGE, "dist/register.mjs")]);
      assert.deepEqual(traced, without);
      if (postgres.statements.length > 0) {
        const isQuery = ({ type }: Record<string, unknown>): boolean => type === "subsegment";
        await agent.until("the query", () => agent.documents.some(isQuery));
        assert.equal(agent.documents.find(isQuery)?.fault, true);
      }
    });
  }
});
