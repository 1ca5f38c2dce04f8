import assert from "node:assert/strict";
import { z } from "zod";
import { network } from "../../../local/cluster/network.ts";
import {
  cniConfig,
  containerdConfig,
  containerdSocket,
  kubeletConfig,
  kubeProxyConfig,
  pauseImage,
} from "../../../local/cluster/node-config.ts";

const dirs = { config: "/w/config", data: "/w/data", cniBin: "/t/cni/bin", runc: "/t/runc/bin/runc" };
const object = z.record(z.string(), z.unknown());

function json(text: string): Record<string, unknown> {
  return object.parse(JSON.parse(text));
}

/** The settings of a TOML file by their full name. As much of TOML as containerd's configuration here uses. */
function toml(text: string): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  let section = "";
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) section = `${header}.`;
    else if (line !== "") {
      const [, key, value] = /^(\w+) = (.+)$/.exec(line) ?? assert.fail(`no setting: ${line}`);
      assert.ok(!settings.has(section + key!), line);
      settings.set(section + key!, JSON.parse(value!));
    }
  }
  return settings;
}

describe("local/cluster/node-config", () => {
  describe("containerd", () => {
    const settings = toml(containerdConfig(dirs));
    const cri = `plugins."io.containerd.grpc.v1.cri"`;

    it("keeps its data, its state and its socket in the cluster's folder", () => {
      for (const name of ["root", "state", "grpc.address"]) {
        assert.match(String(settings.get(name)), /^\/w\/data\/containerd\//, name);
      }
      assert.equal(settings.get("grpc.address"), containerdSocket(dirs));
    });

    it("runs containers with the installed runc and CNI plugins, and the imported sandbox image", () => {
      const runc = `${cri}.containerd.runtimes.runc`;
      assert.equal(settings.get(`${runc}.options.BinaryName`), dirs.runc);
      assert.equal(settings.get(`${runc}.options.SystemdCgroup`), false);
      assert.equal(settings.get(`${cri}.cni.bin_dir`), dirs.cniBin);
      assert.equal(settings.get(`${cri}.cni.conf_dir`), "/w/config/cni");
      assert.equal(settings.get(`${cri}.sandbox_image`), pauseImage);
      assert.equal(pauseImage, "pmp-xray.local/pause:1");
    });

    it("runs where CAP_SYS_RESOURCE and AppArmor are missing", () => {
      assert.equal(settings.get(`${cri}.restrict_oom_score_adj`), true);
      assert.equal(settings.get(`${cri}.disable_apparmor`), true);
    });

    it("is right for folders with odd characters", () => {
      const data = `/w/o'dd "data" \\ folder`;
      const odd = toml(containerdConfig({ ...dirs, data, runc: `${data}/runc` }));
      assert.equal(odd.get("root"), `${data}/containerd/root`);
      assert.equal(odd.get("grpc.address"), containerdSocket({ data }));
    });
  });

  describe("CNI", () => {
    it("gives pods addresses of the pods' range, above the node's own, and remembers them in the cluster's folder", () => {
      const { plugins } = z
        .object({
          plugins: z.tuple([
            z.looseObject({
              type: z.string(),
              ipMasq: z.boolean(),
              ipam: z.looseObject({
                type: z.string(),
                dataDir: z.string(),
                ranges: z.tuple([z.tuple([z.object({ subnet: z.string(), rangeStart: z.string() })])]),
              }),
            }),
          ]),
        })
        .parse(json(cniConfig(dirs)));
      const [{ type, ipMasq, ipam }] = plugins;
      assert.equal(type, "ptp");
      assert.equal(ipMasq, false);
      assert.equal(ipam.type, "host-local");
      assert.equal(ipam.dataDir, "/w/data/cni");
      const [[range]] = ipam.ranges;
      assert.equal(range.subnet, network.podCidr);
      assert.notEqual(range.rangeStart, network.nodeIp);
      assert.match(range.rangeStart, /^10\.244\.0\.\d+$/);
    });
  });

  describe("kubelet", () => {
    const config = json(kubeletConfig(dirs));

    it("lets nobody in without a certificate or a token, and asks the API server what they may do", () => {
      assert.deepEqual(config.authentication, {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: "/w/config/ca.crt" },
      });
      assert.deepEqual(config.authorization, { mode: "Webhook" });
      assert.equal(config.readOnlyPort, 0);
      assert.equal(config.healthzPort, 0);
    });

    it("listens on the node's address with a certificate of the cluster's authority", () => {
      assert.equal(config.address, network.nodeIp);
      assert.equal(config.port, network.kubeletPort);
      assert.equal(config.tlsCertFile, "/w/config/kubelet.crt");
      assert.equal(config.tlsPrivateKeyFile, "/w/config/kubelet.key");
    });

    it("gives pods the cluster's DNS, and no name server of the machine", () => {
      assert.deepEqual(config.clusterDNS, [network.dnsServiceIp]);
      assert.equal(config.clusterDomain, network.clusterDomain);
      assert.equal(config.resolvConf, "/w/config/resolv.conf");
    });

    it("talks to the cluster's containerd, and writes below the cluster's folder", () => {
      assert.equal(config.containerRuntimeEndpoint, `unix://${containerdSocket(dirs)}`);
      for (const name of ["podLogsDir", "volumePluginDir"]) assert.match(String(config[name]), /^\/w\/data\//, name);
    });

    it("does not manage the machine's cgroups, and takes cgroup v1 and swap as they are", () => {
      assert.equal(config.cgroupsPerQOS, false);
      assert.deepEqual(config.enforceNodeAllocatable, []);
      assert.equal(config.failCgroupV1, false);
      assert.equal(config.failSwapOn, false);
    });
  });

  describe("kube-proxy", () => {
    const config = json(kubeProxyConfig(dirs));

    it("leaves the machine's conntrack limits alone", () => {
      assert.deepEqual(config.conntrack, { maxPerCore: 0 });
    });

    it("serves its own metrics and health on loopback only", () => {
      for (const name of ["metricsBindAddress", "healthzBindAddress"]) {
        assert.match(String(config[name]), /^127\.0\.0\.1:\d+$/, name);
      }
    });

    it("is the proxy of this node", () => {
      assert.equal(config.mode, "iptables");
      assert.equal(config.hostnameOverride, network.nodeName);
      assert.equal(config.clusterCIDR, network.podCidr);
      assert.deepEqual(config.clientConnection, { kubeconfig: "/w/config/proxy.conf" });
    });
  });
});
