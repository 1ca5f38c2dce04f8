import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

/** Sends one datagram to an agent on this machine. */
export async function sendDatagram(agentAddress: string, text: string): Promise<void> {
  const [host = "", port = ""] = agentAddress.split(":");
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.send(text, Number(port), host, (error) => (error === null ? resolve() : reject(error)));
  });
  socket.close();
}

/** A whole trace of one segment that ends now, with more members or others. */
export function segmentDatagram(name: string, more: object = {}): string {
  const end = Date.now() / 1000;
  const epoch = Math.floor(end).toString(16);
  const document = {
    name,
    id: randomBytes(8).toString("hex"),
    trace_id: `1-${epoch}-${randomBytes(12).toString("hex")}`,
    start_time: end - 0.01,
    end_time: end,
    http: { request: { method: "GET", url: `http://127.0.0.1/${name}` }, response: { status: 200 } },
    ...more,
  };
  return `{"format":"json","version":1}\n${JSON.stringify(document)}`;
}
