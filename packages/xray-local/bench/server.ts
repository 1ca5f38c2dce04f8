/** The server in a process of its own, as `pmp-xray dev` runs it. Driven by bench.ts over IPC. */
import { enableCompileCache } from "node:module";

// What strips the types takes 20 MB; with the cache it is not needed but the first time.
enableCompileCache();
const { startXRayLocal, useLittleMemory } = await import("../src/index.ts");
useLittleMemory();
const local = await startXRayLocal({ agentPort: 0, otlpPort: false });
// As the terminal does.
local.onTrace(() => undefined);
process.send?.({ apiUrl: local.apiUrl, agentAddress: local.agentAddress });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ counters: local.counters(), rss: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 });
});
process.on("disconnect", () => void local.close());
