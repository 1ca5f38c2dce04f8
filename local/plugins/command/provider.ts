import type * as provider from "@pulumi/pulumi/provider/index.js";
import { execa } from "execa";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { plainProperties, typeOf, type Properties } from "../properties.ts";

/** The inputs of `command:local:Command` that this project's program uses; any other is refused. */
const commandInputs = z.strictObject({
  create: z.string(),
  update: z.string(),
  interpreter: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()).optional(),
});

/** Stands in for the official command plugin in the local world: a script runs when it is new, and when an input changed. */
export class CommandProvider implements provider.Provider {
  readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  check(urn: string, _olds: unknown, news: unknown): Promise<provider.CheckResult> {
    if (typeOf(urn) !== "command:local:Command") {
      throw new Error(`the local command stand-in knows command:local:Command, not ${typeOf(urn)}`);
    }
    const result = commandInputs.safeParse(plainProperties(news));
    const failures = (result.error?.issues ?? []).map(({ path, message }) => ({
      property: path.map(String).join("."),
      reason: `the local command stand-in: ${message}`,
    }));
    return Promise.resolve({ inputs: news, failures });
  }

  diff(_id: string, _urn: string, olds: unknown, news: unknown): Promise<provider.DiffResult> {
    const [before, after] = [plainProperties(olds), plainProperties(news)];
    return Promise.resolve({
      changes: Object.keys(commandInputs.shape).some((name) => !isDeepStrictEqual(before[name], after[name])),
    });
  }

  async create(_urn: string, inputs: unknown): Promise<provider.CreateResult> {
    const values = plainProperties(inputs);
    return { id: "command", outs: { ...values, ...(await run(values, "create")) } };
  }

  async update(_id: string, _urn: string, _olds: unknown, news: unknown): Promise<provider.UpdateResult> {
    const values = plainProperties(news);
    return { outs: { ...values, ...(await run(values, "update")) } };
  }

  read(id: string, _urn: string, props: unknown): Promise<provider.ReadResult> {
    return Promise.resolve({ id, props: plainProperties(props) });
  }

  /** The program gives no script for it. */
  delete(): Promise<void> {
    return Promise.resolve();
  }
}

async function run(inputs: Properties, what: "create" | "update"): Promise<Properties> {
  const { interpreter, environment = {}, [what]: script } = commandInputs.parse(inputs);
  const [shell = "", ...args] = interpreter;
  const { exitCode, stdout, stderr } = await execa(shell, [...args, script], { env: environment, reject: false });
  if (exitCode !== 0) throw new Error(`the command ended with exit code ${String(exitCode)}: ${stderr}`);
  return { stdout, stderr };
}
