import { existsSync } from "node:fs";
import { emulatorEnv } from "./aws.ts";
import { cacheDir, worldPaths } from "./paths.ts";
import { destroy, isRecorded, openRecordedStack } from "./stack/stack.ts";
import type { Terminal } from "./terminal.ts";
import { ensureTools } from "./toolchain/index.ts";
import { worldTools } from "./tools.ts";
import { repository } from "./start.ts";
import { runningWorld, stopWorld } from "./world/world.ts";

/** `npm stop`: destroys the stack through Pulumi while the cluster still answers, then takes the world down. */
export async function stop(terminal: Terminal, signal: AbortSignal): Promise<number> {
  const paths = worldPaths(cacheDir());
  if (!existsSync(paths.root)) {
    terminal.step("Nothing runs.");
    return 0;
  }
  const running = runningWorld(paths);
  if (running !== undefined && isRecorded(paths)) {
    terminal.step("Destroying the stack `local` with Pulumi");
    const toolbox = await ensureTools(worldTools, { signal });
    try {
      const stack = await openRecordedStack({
        repository,
        paths,
        tools: { pulumi: toolbox.tool("pulumi"), helm: toolbox.tool("helm"), kubectl: toolbox.tool("kubectl") },
        awsEnv: emulatorEnv(`http://127.0.0.1:${running.ports.emulator}`),
        kube: { kubeconfig: paths.kubeconfig },
      });
      await destroy(stack, paths);
    } catch (error) {
      // The world that the stack lives in goes next, so nothing of it can be left.
      terminal.info(`Pulumi could not destroy it: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  terminal.step("Taking the local world down");
  await stopWorld(paths);
  terminal.step("Down: no process, mount, interface, iptables chain or cgroup of it is left.");
  return 0;
}
