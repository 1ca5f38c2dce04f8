import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { accountId, region } from "../../../local/aws.ts";
import { emulatorArgs } from "../../../local/cluster/processes.ts";
import { freePort } from "../../support/free-ports.ts";

/** The AWS emulator alone, on a port of its own, with nothing in it. */
export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** @param fakecloud path of the emulator's program */
export async function startEmulator(fakecloud: string): Promise<Emulator> {
  const listen = `127.0.0.1:${await freePort()}`;
  const endpoint = `http://${listen}`;
  const running = execa(fakecloud, emulatorArgs({ listen, region, accountId }), {
    stdout: "ignore",
    stderr: "ignore",
    reject: false,
  });
  await answering(`${endpoint}/_fakecloud/health`);
  return {
    endpoint,
    stop: async () => {
      running.kill("SIGTERM");
      await running;
    },
  };
}

async function answering(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(100);
  }
}
