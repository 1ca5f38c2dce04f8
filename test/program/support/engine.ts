import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import engine from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import messages, { type LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import resource from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { RecordingMonitor } from "../../../offline/recording-monitor.ts";

/** Pulumi's engine as far as a program needs it, on loopback. */
export interface Engine {
  readonly address: string;
  /** What the program said. */
  readonly log: readonly string[];
  close(): void;
}

type Reply = (error: unknown, response: unknown) => void;

/** Serves a monitor over gRPC, for a program that runs in a process of its own. */
export async function startEngine(monitor: RecordingMonitor): Promise<Engine> {
  const log: string[] = [];
  const done: handleUnaryCall<unknown, empty.Empty> = (_call, reply) => reply(null, new empty.Empty());
  const by =
    <Request, Response>(method: (request: Request, reply: Reply) => unknown): handleUnaryCall<Request, Response> =>
    (call, reply) => {
      method(call.request, (error, response) => reply(error instanceof Error ? error : null, response as Response));
    };
  const server = new Server();
  server.addService(resource.ResourceMonitorService, {
    getDeploymentInfo: by((request, reply) => monitor.getDeploymentInfo(request, reply)),
    invoke: by((request, reply) => monitor.invoke(request, reply)),
    registerResource: by(monitor.registerResource.bind(monitor)),
    registerResourceOutputs: done,
    signalAndWaitForShutdown: done,
  });
  server.addService(engine.EngineService, {
    log: by((request: LogRequest, reply) => {
      if (request.getSeverity() !== messages.LogSeverity.DEBUG) log.push(request.getMessage());
      reply(null, new empty.Empty());
    }),
    setRootResource: by((_request, reply) => reply(null, new messages.SetRootResourceResponse())),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, log, close: () => server.forceShutdown() };
}
