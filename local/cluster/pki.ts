import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { network } from "./network.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** The cluster lives for hours; a month keeps a forgotten one usable and still ends. */
const lifetimeMs = 30 * 24 * 3600 * 1000;

/** PEM texts of one certificate and its key. */
interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Everything that the control plane and its clients prove themselves with. */
export interface Pki {
  readonly ca: string;
  readonly apiServer: Identity;
  readonly admin: Identity;
  readonly controllerManager: Identity;
  readonly scheduler: Identity;
  readonly proxy: Identity;
  readonly kubelet: Identity;
  /** Signs and verifies service account tokens. */
  readonly serviceAccount: { readonly key: string; readonly pub: string };
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

/** A new certificate authority and one identity per component, none of which outlives the cluster. */
export async function createPki(now: Date = new Date()): Promise<Pki> {
  x509.cryptoProvider.set(webcrypto);
  const validity = { notBefore: new Date(now.getTime() - 60_000), notAfter: new Date(now.getTime() + lifetimeMs) };
  const caKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=pmp-xray local cluster",
    ...validity,
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });

  let serial = 1;
  async function issue(subject: string, names: x509.JsonGeneralName[] = []): Promise<Identity> {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    serial += 1;
    const cert = await x509.X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(2, "0"),
      subject,
      issuer: ca.subject,
      ...validity,
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    return { cert: cert.toString("pem"), key: await pem(keys.privateKey) };
  }

  // Service account keys are RSA because every OIDC consumer of the tokens understands RS256.
  const serviceAccount = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    ca: ca.toString("pem"),
    apiServer: await issue("CN=kube-apiserver", [
      { type: "dns", value: "localhost" },
      { type: "dns", value: "kubernetes" },
      { type: "dns", value: "kubernetes.default" },
      { type: "dns", value: "kubernetes.default.svc" },
      { type: "dns", value: `kubernetes.default.svc.${network.clusterDomain}` },
      { type: "ip", value: "127.0.0.1" },
      { type: "ip", value: network.nodeIp },
      { type: "ip", value: network.apiServiceIp },
    ]),
    // system:masters is Kubernetes' built-in super-user group: this identity is the local administrator's.
    admin: await issue("O=system:masters,CN=admin"),
    controllerManager: await issue("CN=system:kube-controller-manager"),
    scheduler: await issue("CN=system:kube-scheduler"),
    proxy: await issue("CN=system:kube-proxy"),
    // The node authorizer lets this user touch only its own node and the pods on it.
    kubelet: await issue(`O=system:nodes,CN=system:node:${network.nodeName}`, [
      { type: "dns", value: network.nodeName },
      { type: "ip", value: network.nodeIp },
    ]),
    serviceAccount: {
      key: serviceAccount.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      pub: createPublicKey(serviceAccount.privateKey).export({ format: "pem", type: "spki" }).toString(),
    },
  };
}

/** Writes the files that the components' flags name; keys are readable by root only. */
export function writePki(dir: string, pki: Pki): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = {
    "ca.crt": pki.ca,
    "apiserver.crt": pki.apiServer.cert,
    "apiserver.key": pki.apiServer.key,
    "admin.crt": pki.admin.cert,
    "admin.key": pki.admin.key,
    "kubelet.crt": pki.kubelet.cert,
    "kubelet.key": pki.kubelet.key,
    "sa.key": pki.serviceAccount.key,
    "sa.pub": pki.serviceAccount.pub,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text, { mode: 0o600 });
}
