import { context, propagation, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { DEFAULT_TARGETS } from "@pmp/sampling/targets";
import { DEFAULT_TRUST } from "@pmp/sampling/trust";
import { AdaptiveSampling } from "./adaptive/adaptive-sampling.ts";
import { AsyncContextManager } from "./context-manager.ts";
import { traceExpressErrors } from "./instrument/express.ts";
import { traceFastify } from "./instrument/fastify.ts";
import { traceHttpClients } from "./instrument/http-client.ts";
import { endRequest, traceHttpServers } from "./instrument/http-server.ts";
import { traceRequestEvents } from "./instrument/request-events.ts";
import { traceUndici } from "./instrument/undici.ts";
import { openCalls } from "./instrument/outgoing.ts";
import { traceModules } from "./instrument/module-hooks.ts";
import { traceUncaughtErrors } from "./instrument/uncaught.ts";
import { watchProcessEnd } from "./lifecycle.ts";
import { createExportPipeline, type PipelineCounts } from "./export-pipeline.ts";
import { sendHeadersTo } from "./propagation/targets.ts";
import { readEcsMetadata } from "./platform/ecs-metadata.ts";
import { growingResource } from "./platform/growing-resource.ts";
import { XRayPropagator } from "./propagation/xray-propagator.ts";
import { agentApi } from "./sampling/api.ts";
import { SamplingAuthority, type ServiceIdentity } from "./sampling/authority.ts";
import { CentralRules } from "./sampling/central.ts";
import { readPlan, watchPlanFile } from "./sampling/plan-file.ts";
import { XRaySampler } from "./sampling/sampler.ts";
import { serviceTypeOf } from "./segment/platform.ts";
import { firstText } from "./segment/values.ts";
import { checkRegistration } from "./self-check.ts";
import { readSettings, type Settings } from "./settings.ts";
import { TracerProvider } from "./tracer.ts";
import { Tracing } from "./tracing.ts";

/** A running tracing setup. */
export interface RunningTracing {
  /** Sends the recorded spans; resolves when they are sent or after the timeout (default 5 s). Never rejects. */
  flush(timeoutMs?: number): Promise<void>;
  /** Flushes and stops tracing. Never rejects. */
  shutdown(timeoutMs?: number): Promise<void>;
  /** Documents sent and dropped so far. */
  counts(): PipelineCounts;
}

/** Sets tracing up with these settings and registers it as OpenTelemetry's. Never throws for a setting. */
export function startTracing(settings: Settings = readSettings()): RunningTracing {
  const contextManager = new AsyncContextManager();
  const central = new CentralRules(agentApi(settings.agent.tcp), {
    service: firstText(settings.resource, "service.name"),
  });
  const authority = new SamplingAuthority(identityOf(settings), readPlan(settings), central);
  const { trustSampled: trust = DEFAULT_TRUST } = settings;
  const output = createExportPipeline(settings);
  const { processor } = output;
  const { ecsMetadataUri: uri } = settings;
  const resource = growingResource(settings.resource, uri === undefined ? undefined : readEcsMetadata(uri));
  const adaptive = new AdaptiveSampling(settings.adaptive);
  const tracing = new Tracing({ authority, adaptive, trust, contextManager, resource, processor });
  const provider = new TracerProvider(new XRaySampler(authority, trust), tracing);

  context.setGlobalContextManager(contextManager);
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(propagators(settings));
  sendHeadersTo(settings.propagateTo ?? DEFAULT_TARGETS);
  checkRegistration(provider);
  central.start();
  const flush = (timeoutMs?: number): Promise<void> => {
    openCalls.settle();
    return processor.forceFlush(timeoutMs);
  };
  const stops = [() => central.stop(), ...instrument(tracing), output.showLongRunning(tracing.open)];
  stops.push(
    watchProcessEnd({
      servers: tracing.servers,
      requests: tracing.running,
      pending: () => processor.pending,
      flush,
      flushNow: () => {
        openCalls.endAll();
        tracing.open.endAll();
        processor.drain();
      },
    }),
  );
  if (settings.planFile !== undefined)
    stops.push(watchPlanFile(settings.planFile, (rules) => authority.setFallback(rules)));

  return {
    flush,
    shutdown: async (timeoutMs) => {
      for (const stop of stops) stop();
      openCalls.settle();
      await processor.shutdown(timeoutMs);
      context.disable();
      trace.disable();
      propagation.disable();
    },
    counts: () => output.counts(),
  };
}

function instrument(tracing: Tracing): (() => void)[] {
  return [
    traceHttpServers(tracing),
    traceRequestEvents(tracing.contextManager, (response) => endRequest(tracing, response)),
    traceHttpClients(),
    traceUndici(),
    traceExpressErrors(),
    traceFastify(),
    traceUncaughtErrors(),
    traceModules(),
  ];
}

/**
 * The last propagator that finds a parent wins: AWS services rewrite X-Amzn-Trace-Id and forward `traceparent`
 * unchanged. Baggage may contain any data of callers and the app, so it is propagated only if enabled.
 */
function propagators({ baggage }: Settings): CompositePropagator {
  const carried = baggage === true ? [new W3CBaggagePropagator()] : [];
  return new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), ...carried, new XRayPropagator()] });
}

function identityOf({ resource }: Settings): ServiceIdentity {
  return {
    service: firstText(resource, "service.name"),
    serviceType: serviceTypeOf(resource),
    resourceArn: firstText(resource, "aws.ecs.container.arn", "aws.ecs.cluster.arn", "aws.eks.cluster.arn"),
  };
}
