import "reflect-metadata";
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import * as x509 from "@peculiar/x509";
import { network } from "../../../local/cluster/network.ts";
import { createPki, writePki, type Pki } from "../../../local/cluster/pki.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

type Identity = Pki["admin"];

const now = new Date("2030-01-02T03:04:05Z");
const day = 24 * 3600 * 1000;

/** The name of the peer that a TLS server on loopback sees, when both sides trust `ca` alone. */
async function peerSeen(
  server: Identity,
  client: Identity | undefined,
  ca: string,
  servername: string,
): Promise<string> {
  const listener = createServer({ ...server, ca, requestCert: true, rejectUnauthorized: true });
  const met = Promise.withResolvers<string>();
  listener.once("secureConnection", (socket: TLSSocket) => {
    met.resolve(String(socket.getPeerX509Certificate()?.subject));
    socket.end();
  });
  listener.once("tlsClientError", (error) => met.reject(error));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, servername, ca, ...client });
  socket.on("error", (error) => met.reject(error));
  try {
    return await met.promise;
  } finally {
    socket.destroy();
    listener.close();
  }
}

describe("local/cluster/pki", () => {
  let pki: Pki;
  let identities: Record<"apiServer" | "admin" | "controllerManager" | "scheduler" | "proxy" | "kubelet", Identity>;
  let ca: X509Certificate;

  before(async () => {
    // Certificates that are valid at the time of the test, for the handshakes.
    pki = await createPki();
    const { apiServer, admin, controllerManager, scheduler, proxy, kubelet } = pki;
    identities = { apiServer, admin, controllerManager, scheduler, proxy, kubelet };
    ca = new X509Certificate(pki.ca);
  });

  const certificate = (name: keyof typeof identities) => new X509Certificate(identities[name].cert);
  const names = ["apiServer", "admin", "controllerManager", "scheduler", "proxy", "kubelet"] as const;

  it("has an authority that signs itself, and no more than end certificates below it", () => {
    assert.ok(ca.ca);
    assert.ok(ca.verify(ca.publicKey));
    const parsed = new x509.X509Certificate(pki.ca);
    const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
    assert.deepEqual([constraints?.ca, constraints?.pathLength, constraints?.critical], [true, 0, true]);
    const usages = parsed.getExtension(x509.KeyUsagesExtension);
    assert.equal(usages?.usages, x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign);
    assert.ok(usages.critical);
  });

  for (const name of names) {
    it(`signs ${name} with that authority, for the key that comes with it`, () => {
      const cert = certificate(name);
      assert.ok(cert.checkIssued(ca));
      assert.ok(cert.verify(ca.publicKey));
      assert.ok(cert.checkPrivateKey(createPrivateKey(identities[name].key)));
    });

    it(`lets ${name} sign handshakes as server and client, and nothing else`, () => {
      const cert = certificate(name);
      assert.equal(cert.ca, false);
      // Extended key usages: serverAuth and clientAuth.
      assert.deepEqual(cert.keyUsage, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
      const usages = new x509.X509Certificate(identities[name].cert).getExtension(x509.KeyUsagesExtension);
      assert.equal(usages?.usages, x509.KeyUsageFlags.digitalSignature);
      assert.ok(usages.critical);
    });
  }

  it("names each component as Kubernetes' authorizers know it", () => {
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, certificate(name).subject.split("\n").sort()])), {
      apiServer: ["CN=kube-apiserver"],
      admin: ["CN=admin", "O=system:masters"],
      controllerManager: ["CN=system:kube-controller-manager"],
      scheduler: ["CN=system:kube-scheduler"],
      proxy: ["CN=system:kube-proxy"],
      kubelet: [`CN=system:node:${network.nodeName}`, "O=system:nodes"],
    });
  });

  it("lets the API server be called by each of its names and addresses, and by no other", () => {
    const cert = certificate("apiServer");
    const called = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
    for (const host of [...called, "kubernetes.default.svc.cluster.local"]) assert.equal(cert.checkHost(host), host);
    for (const ip of ["127.0.0.1", network.nodeIp, network.apiServiceIp]) assert.equal(cert.checkIP(ip), ip);
    assert.equal(cert.checkHost("example.com"), undefined);
    assert.equal(cert.checkIP("10.96.0.10"), undefined);
    assert.equal(cert.subjectAltName?.split(", ").length, 8);
  });

  it("lets the kubelet be called by the node's name and address, and by no other", () => {
    const cert = certificate("kubelet");
    assert.equal(cert.checkIP(network.nodeIp), network.nodeIp);
    assert.equal(cert.checkHost(network.nodeName), network.nodeName);
    assert.equal(cert.subjectAltName?.split(", ").length, 2);
  });

  it("gives clients no name to serve under", () => {
    for (const name of ["admin", "controllerManager", "scheduler", "proxy"] as const) {
      assert.equal(certificate(name).subjectAltName, undefined, name);
    }
  });

  it("is accepted by TLS, both ways", async () => {
    assert.equal(
      await peerSeen(pki.apiServer, pki.kubelet, pki.ca, "kubernetes.default.svc"),
      `O=system:nodes\nCN=system:node:${network.nodeName}`,
    );
    assert.match(await peerSeen(pki.kubelet, pki.admin, pki.ca, network.nodeName), /^CN=admin$/m);
  });

  it("refuses in TLS a client without a certificate, one of another cluster, and a wrong server name", async () => {
    const other = await createPki();
    await assert.rejects(peerSeen(pki.apiServer, undefined, pki.ca, "kubernetes"));
    await assert.rejects(peerSeen(pki.apiServer, other.admin, pki.ca, "kubernetes"));
    await assert.rejects(peerSeen(other.apiServer, pki.admin, pki.ca, "kubernetes"));
    await assert.rejects(peerSeen(pki.apiServer, pki.admin, pki.ca, "example.com"), /altnames/);
  });

  it("is valid from a minute ago, for a clock that lags, and ends after a month", async () => {
    const dated = await createPki(now);
    for (const pem of [dated.ca, dated.apiServer.cert, dated.kubelet.cert]) {
      const { validFromDate, validToDate } = new X509Certificate(pem);
      assert.equal(validFromDate.getTime(), now.getTime() - 60_000);
      assert.equal(validToDate.getTime(), now.getTime() + 30 * day);
    }
  });

  it("gives every certificate a number and a key of its own", () => {
    const all = [ca, ...names.map(certificate)];
    assert.equal(new Set(all.map(({ serialNumber }) => serialNumber)).size, all.length);
    assert.equal(new Set(all.map(({ publicKey }) => publicKey.export({ format: "jwk" }).x)).size, all.length);
  });

  it("signs tokens with an RSA key that the public half verifies", () => {
    const { key, pub } = pki.serviceAccount;
    const publicKey = createPublicKey(pub);
    assert.equal(publicKey.asymmetricKeyType, "rsa");
    assert.equal(publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    assert.ok(!pub.includes("PRIVATE"));
    const token = Buffer.from("header.claims");
    assert.ok(verify("RSA-SHA256", token, publicKey, sign("RSA-SHA256", token, key)));
  });

  it("writes what the processes' flags name, for the owner's eyes only, and never the authority's key", async () => {
    const dir = join(await temporaryFolder(), "config");
    writePki(dir, pki);
    assert.deepEqual(readdirSync(dir).sort(), [
      "admin.crt",
      "admin.key",
      "apiserver.crt",
      "apiserver.key",
      "ca.crt",
      "kubelet.crt",
      "kubelet.key",
      "sa.key",
      "sa.pub",
    ]);
    for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
    assert.equal(statSync(dir).mode & 0o777, 0o700);
    const read = (name: string) => readFileSync(join(dir, name), "utf8");
    assert.equal(read("ca.crt"), pki.ca);
    for (const [file, { cert, key }] of Object.entries({
      apiserver: pki.apiServer,
      admin: pki.admin,
      kubelet: pki.kubelet,
    })) {
      assert.equal(read(`${file}.crt`), cert);
      assert.equal(read(`${file}.key`), key);
    }
    assert.equal(read("sa.key"), pki.serviceAccount.key);
    assert.equal(read("sa.pub"), pki.serviceAccount.pub);
  });
});
