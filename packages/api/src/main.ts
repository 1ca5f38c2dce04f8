import "@pmp/tracing/register";
import { createServer } from "node:http";
import { shutdown } from "@pmp/tracing";
import { createApp } from "./app.ts";
import { portFrom } from "./port.ts";

/** Kubernetes gives a pod 30 s after SIGTERM; running requests get most of it. */
const DRAIN_MS = 20_000;
const FLUSH_MS = 5_000;

let ending = false;
const server = createServer(createApp({ isEnding: () => ending }));

server.on("error", (error) => {
  process.stderr.write(`The API can't listen: ${error.message}\n`);
  process.exit(1);
});

server.listen(portFrom(process.env.PORT), () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : String(address);
  process.stdout.write(`The API listens on port ${port}\n`);
});

/** Stops accepting requests, finishes running ones, flushes traces, and exits. */
function end(): void {
  if (ending) return;
  ending = true;
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  server.close(() => {
    clearTimeout(late);
    void shutdown(FLUSH_MS).finally(() => process.exit(0));
  });
  server.closeIdleConnections();
}

process.on("SIGTERM", end);
process.on("SIGINT", end);
