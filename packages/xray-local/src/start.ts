import { Groups } from "./api/group-list.ts";
import { Guard } from "./http/guard.ts";
import { listen, stop, urlHost } from "./http/listen.ts";
import type { LocalContext } from "./http/local-context.ts";
import { agentRouter, otlpRouter, pageRouter } from "./http/router.ts";
import type { XRayLocal, XRayLocalOptions } from "./options.ts";
import type { Counters, ServerInfo } from "./page-api.ts";
import { AgentPort } from "./receive/agent-port.ts";
import { SamplingService } from "./sampling/service.ts";
import { Archive } from "./store/archive.ts";
import { ChangeFeed } from "./store/change-feed.ts";
import { Ingester } from "./store/ingester.ts";
import { RejectionCounter } from "./store/rejection-counter.ts";
import { TraceStore } from "./store/trace-store.ts";
import { VERSION } from "./version.ts";

const AGENT_PORT = 2000;
const OTLP_PORT = 4318;
const MEBIBYTE = 1024 * 1024;
const DEFAULT_LIMIT_BYTES = 128 * MEBIBYTE;
/** Account id in ARNs; not a real account. */
const ACCOUNT = "000000000000";

/**
 * Starts the local X-Ray: receives segments and spans, joins them to traces, and serves the X-Ray API and a page.
 *
 * @throws PortTakenError when a requested port is in use; PlanError when X-Ray would reject a rule;
 * RangeError for a memory limit below 1 MiB
 */
export async function startXRayLocal(options: XRayLocalOptions = {}): Promise<XRayLocal> {
  const { host = "127.0.0.1", region = "us-east-1", memoryLimitBytes = DEFAULT_LIMIT_BYTES } = options;
  if (!(memoryLimitBytes >= MEBIBYTE)) {
    throw new RangeError(`memoryLimitBytes: got ${memoryLimitBytes}; allowed: ${MEBIBYTE} (1 MiB) or more.`);
  }
  const store = new TraceStore(memoryLimitBytes);
  const rejections = new RejectionCounter();
  const ingester = new Ingester(store, rejections);
  const sampling = new SamplingService(options.rules);
  const changes = new ChangeFeed(store);
  const arnPrefix = `arn:aws:xray:${region}:${ACCOUNT}`;
  const counters = (): Counters => ({
    traces: store.size,
    segments: store.accepted,
    evicted: store.evicted,
    memoryBytes: store.bytes,
    limitBytes: store.limitBytes,
    rejected: rejections.counts(),
  });
  let info: ServerInfo | undefined;
  const context: LocalContext = {
    store,
    ingester,
    sampling,
    changes,
    counters,
    groups: new Groups(arnPrefix),
    arnPrefix,
    now: () => Date.now() / 1_000,
    info: () => info ?? { version: VERSION, apiUrl: "", udpAddress: "", region },
  };
  const guard = new Guard(host);
  /** Closed in reverse order. */
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    changes.close();
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    if (options.file !== undefined) {
      const archive = await Archive.open(options.file, store, rejections);
      started.push(() => archive.close());
    }
    const agent = await AgentPort.listen(host, options.agentPort ?? AGENT_PORT, ingester, agentRouter(context, guard));
    started.push(() => agent.close());
    const otlpPort = options.otlpPort ?? OTLP_PORT;
    const otlp = otlpPort === false ? undefined : await listen(host, otlpPort, otlpRouter(context, guard));
    if (otlp !== undefined) started.push(() => stop(otlp.server));
    const api = await listen(host, options.port ?? 0, pageRouter(context, guard, options.page ?? true));
    started.push(() => stop(api.server));
    const at = urlHost(host);
    const apiUrl = `http://${at}:${api.port}`;
    const agentAddress = `${at}:${agent.port}`;
    const otlpUrl = otlp === undefined ? undefined : `http://${at}:${otlp.port}`;
    info = {
      version: VERSION,
      apiUrl,
      udpAddress: agentAddress,
      region,
      ...(otlpUrl !== undefined && { otlpUrl }),
      ...options.info,
    };
    return {
      apiUrl,
      agentAddress,
      ...(otlpUrl !== undefined && { otlpUrl }),
      onTrace: (listener) =>
        changes.listen({
          traces: (summaries) => summaries.forEach(listener),
          evicted: () => undefined,
        }),
      counters,
      traces: () =>
        [...store.all()].map((trace) => trace.detail()).sort((one, other) => other.summary.start - one.summary.start),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
