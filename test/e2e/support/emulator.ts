import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { accountId, region } from "../../../local/aws.ts";
import { emulatorArgs } from "../../../local/cluster/processes.ts";

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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
