import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** What a sampler posted to GetSamplingTargets, as bytes. */
export type Report = Buffer<ArrayBuffer>;

/** Passes samplers' calls on to an agent, and keeps their reports. */
export class RecordingAgent {
  readonly reports: Report[] = [];
  /** How often the sampler fetched the rules. */
  fetches = 0;
  readonly #server: Server;

  private constructor(agentAddress: string) {
    this.#server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        if (request.url === "/SamplingTargets") this.reports.push(body);
        const answer = await fetch(`http://${agentAddress}${request.url ?? ""}`, { method: "POST", body });
        if (request.url === "/GetSamplingRules") this.fetches += 1;
        response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
      })().catch(() => response.destroy());
    });
  }

  static async start(agentAddress: string): Promise<RecordingAgent> {
    const agent = new RecordingAgent(agentAddress);
    agent.#server.listen(0, "127.0.0.1");
    await once(agent.#server, "listening");
    return agent;
  }

  /** `host:port` */
  get address(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server has no port");
    return `127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
