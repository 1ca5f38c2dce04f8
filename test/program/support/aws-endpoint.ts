import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One call: whose key signed it, and what it asks for. */
interface SignedCall {
  readonly key: string;
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An AWS endpoint on loopback for CloudWatch Logs, and for STS, which gives each role a key that is named after it. */
export async function startAwsEndpoint() {
  const calls: SignedCall[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const key = /Credential=([^/]*)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const target = request.headers["x-amz-target"];
      if (typeof target === "string") {
        calls.push({ key, call: target.split(".")[1] ?? "", input: JSON.parse(body) as Record<string, unknown> });
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end("{}");
        return;
      }
      const { Action = "", RoleArn = "" } = Object.fromEntries(new URLSearchParams(body));
      calls.push({ key, call: Action, input: { RoleArn } });
      const credentials = `<AccessKeyId>KEY-${RoleArn.split("/").at(-1) ?? ""}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>`;
      response.setHeader("content-type", "text/xml");
      response.end(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
