import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

export interface BenchAgent {
  address: string;
  port: number;
  received: () => number;
  close: () => void;
}

/** An agent on loopback that counts datagrams and whose one rule records this share, and has this boost. */
export async function startAgent(rate: number, boost?: object): Promise<BenchAgent> {
  const anything = { ResourceARN: "*", ServiceName: "*", ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*" };
  const decides = { FixedRate: rate, ReservoirSize: 0, ...(boost && { SamplingRateBoost: boost }) };
  const SamplingRule = { RuleName: "bench", Priority: 1, Version: 1, ...decides, ...anything };
  const { tcp, udp, port } = await bindBoth((request, response) => {
    request.resume();
    const rules = { SamplingRuleRecords: [{ SamplingRule }] };
    response.end(JSON.stringify(request.url === "/GetSamplingRules" ? rules : { SamplingTargetDocuments: [] }));
  });
  let received = 0;
  udp.on("message", () => (received += 1));
  return {
    address: `127.0.0.1:${port}`,
    port,
    received: () => received,
    close: () => {
      udp.close();
      tcp.close();
    },
  };
}

/** Listens with TCP and UDP on one port, as the agent does; another process may use one of the two. */
async function bindBoth(listener: RequestListener): Promise<{ tcp: Server; udp: Socket; port: number }> {
  for (let tries = 0; ; tries += 1) {
    const tcp = createServer(listener);
    const port = await listen(tcp);
    const udp = createSocket("udp4");
    try {
      udp.bind(port, "127.0.0.1");
      await once(udp, "listening");
      return { tcp, udp, port };
    } catch (error) {
      tcp.close();
      if (tries === 20) throw error;
    }
  }
}

/** Accepts any POST. */
export async function startSink(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => request.resume().on("end", () => response.end()));
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the server has no port");
  return bound.port;
}

/** A loopback port without a listener. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}
