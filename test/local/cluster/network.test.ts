import assert from "node:assert/strict";
import { BlockList } from "node:net";
import { emulatorUrlInside, network } from "../../../local/cluster/network.ts";

function range(cidr: string): BlockList {
  const [address, prefix] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(address!, Number(prefix));
  return list;
}

describe("local/cluster/network", () => {
  const pods = range(network.podCidr);
  const services = range(network.serviceCidr);

  it("has the node at the first address of the pods' range: the gateway that the ptp plugin gives each pod", () => {
    assert.equal(network.nodeIp, network.podCidr.replace("0/24", "1"));
    assert.ok(pods.check(network.nodeIp));
  });

  it("has the API's Service at the first address of the Services' range, where Kubernetes puts it, and DNS in there too", () => {
    assert.equal(network.apiServiceIp, network.serviceCidr.replace("0/16", "1"));
    assert.ok(services.check(network.apiServiceIp));
    assert.ok(services.check(network.dnsServiceIp));
    assert.notEqual(network.dnsServiceIp, network.apiServiceIp);
  });

  it("keeps pods and Services apart", () => {
    for (const ip of [network.apiServiceIp, network.dnsServiceIp]) assert.ok(!pods.check(ip));
    assert.ok(!services.check(network.nodeIp));
  });

  it("uses private addresses only", () => {
    const reserved = range("10.0.0.0/8");
    for (const ip of [network.nodeIp, network.apiServiceIp, network.dnsServiceIp]) assert.ok(reserved.check(ip));
  });

  it("has a port of its own for each process on the node's address", () => {
    const ports = [network.apiServerPort, network.emulatorPort, network.kubeletPort];
    assert.equal(new Set(ports).size, ports.length);
  });

  it("has an issuer that IAM takes for an OIDC provider: https, no port, path or query", () => {
    const issuer = new URL(network.issuer);
    assert.equal(issuer.protocol, "https:");
    assert.equal(network.issuer, `https://${issuer.hostname}`);
    assert.ok(issuer.hostname.endsWith(`.${network.clusterDomain}`));
  });

  it("tells the pods to reach the emulator at the node", () => {
    assert.equal(emulatorUrlInside, "http://10.244.0.1:4566");
  });
});
