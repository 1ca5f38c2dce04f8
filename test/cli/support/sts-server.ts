import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One AssumeRole call. */
export interface Assumption {
  readonly parameters: Readonly<Record<string, string>>;
  /** The access key that signed it. */
  readonly signedBy: string;
}

export interface StsServer {
  readonly url: string;
  readonly assumptions: readonly Assumption[];
  close(): Promise<void>;
}

/** AWS STS on loopback: hands out the access keys ASIA1, ASIA2, … one after the other, and refuses the given role. */
export async function sts(refused?: string): Promise<StsServer> {
  const assumptions: Assumption[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const parameters = Object.fromEntries(new URLSearchParams(text));
      const signedBy = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      assumptions.push({ parameters, signedBy });
      const denied = parameters.RoleArn === refused;
      response.writeHead(denied ? 403 : 200, { "content-type": "text/xml" });
      response.end(denied ? DENIED : granted(`ASIA${assumptions.length}`));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assumptions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** An AWS that answers every call with the same XML, as STS writes it; some paths with JSON instead. */
export interface AnsweringSts {
  readonly url: string;
  close(): Promise<void>;
}

export async function stsAnswering(
  status: number,
  xml: string,
  json: Readonly<Record<string, object>> = {},
): Promise<AnsweringSts> {
  const server = createServer((request, response) => {
    const other = json[request.url ?? ""];
    request.resume().on("end", () => {
      if (other === undefined) response.writeHead(status, { "content-type": "text/xml" }).end(xml);
      else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(other));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

const DENIED = `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>User bob is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`;

function granted(key: string): string {
  return `<AssumeRoleResponse ${NAMESPACE}><AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}
