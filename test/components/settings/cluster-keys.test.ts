import { refuses, set } from "./support.ts";

const CLUSTER = { name: "pmp-cluster", mode: "existing" };
const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const ROLE = "arn:aws:iam::210987654321:role/cluster-reader";
/** The settings of a new cluster with its defaults, as far as a message shows a value. */
const NEW_CLUSTER_SHOWN =
  '{"version":"1.35","network":{"cidr":"10.0.0.0/16","zones":3,"natGateways":"one"},"publicAccessCidrs":[],"admins":[],"...';

describe("settings: the cluster and the identity", () => {
  refuses([
    [
      "an issuer without https",
      { "pmp-xray:cluster": { ...CLUSTER, oidcIssuer: "http://issuer" } },
      [
        "pmp-xray:cluster.oidcIssuer",
        '"http://issuer"',
        "the cluster's issuer URL, which begins with https://",
        set("cluster.oidcIssuer", "'https://issuer'"),
      ],
    ],
    [
      "a kubeconfig that is no text, which is never printed",
      { "pmp-xray:cluster": { ...CLUSTER, kubeconfig: { token: "hidden" } } },
      [
        "pmp-xray:cluster.kubeconfig",
        "[secret]",
        "the text of a kubeconfig, or a path to one",
        set("cluster.kubeconfig", "'./kubeconfig'"),
      ],
    ],
    [
      "settings of a new cluster for one that exists",
      { "pmp-xray:cluster": { ...CLUSTER, new: { version: "1.35" } } },
      [
        "pmp-xray:cluster.new",
        NEW_CLUSTER_SHOWN,
        "nothing, with mode existing",
        "pulumi config rm --path 'pmp-xray:cluster.new'",
      ],
    ],
    [
      "an issuer for a cluster that isn't made yet",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", oidcIssuer: "https://issuer" } },
      [
        "pmp-xray:cluster.oidcIssuer",
        '"https://issuer"',
        "nothing, with mode new: the program makes the cluster, and knows",
        "pulumi config rm --path 'pmp-xray:cluster.oidcIssuer'",
      ],
    ],
    [
      "a kubeconfig for a cluster that isn't made yet, which is never printed",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", kubeconfig: "hidden" } },
      [
        "pmp-xray:cluster.kubeconfig",
        '"[secret]"',
        "nothing, with mode new: the program makes the cluster, and knows",
        "pulumi config rm --path 'pmp-xray:cluster.kubeconfig'",
      ],
    ],
    [
      "a version that EKS no longer supports in standard support",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { version: "1.33" } } },
      [
        "pmp-xray:cluster.new.version",
        '"1.33"',
        "a Kubernetes version from 1.35 on, in standard support of EKS",
        set("cluster.new.version", "'1.35'"),
      ],
    ],
    [
      "a Kubernetes API that is open to the world",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { publicAccessCidrs: ["0.0.0.0/0"] } } },
      [
        "pmp-xray:cluster.new.publicAccessCidrs[0]",
        '"0.0.0.0/0"',
        "a public IPv4 block of /8 or smaller with its first address, like 203.0.113.0/24",
        set("cluster.new.publicAccessCidrs[0]", "'203.0.113.0/24'"),
      ],
    ],
    [
      "more nodes at least than at most",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { nodes: { min: 5, max: 4 } } } },
      ["pmp-xray:cluster.new.nodes.max", "4", "at least nodes.min, which is 5", set("cluster.new.nodes.max", "5")],
    ],
    [
      "an instance type of the other architecture",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { nodes: { instanceType: "c7gn.xlarge" } } } },
      [
        "pmp-xray:cluster.new.nodes.instanceType",
        '"c7gn.xlarge"',
        "a type for amd64",
        set("cluster.new.nodes.architecture", "'arm64'"),
      ],
    ],
    [
      "nodes without a way out and an image from outside",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { network: { natGateways: "none" } } } },
      [
        "pmp-xray:agent.image",
        "(not set)",
        "an image in a registry inside the VPC, with natGateways none",
        `${set("agent.image.repository", "'123456789012.dkr.ecr.us-east-1.amazonaws.com/aws-xray-daemon'")} && ${set("agent.image.tag", "'3.6.6'")}`,
      ],
    ],
    [
      "an API's image from outside for nodes without a way out, also one on Docker Hub",
      {
        "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { network: { natGateways: "none" } } },
        "pmp-xray:agent": { image: { repository: `${ECR}/xray`, tag: "1" } },
        "pmp-xray:api": { image: { repository: "pmp-api", tag: "1" } },
      },
      [
        "pmp-xray:api.image",
        '{"repository":"pmp-api","tag":"1"}',
        "an image in a registry inside the VPC, with natGateways none",
        set("api.image.repository", `'${ECR}/pmp-api'`),
      ],
    ],
    [
      "an image in ECR of another region for nodes without a way out: the VPC's endpoint answers for its own region only",
      {
        "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { network: { natGateways: "none" } } },
        "pmp-xray:agent": { image: { repository: `${ECR}/xray`, tag: "1" } },
        "pmp-xray:api": { image: { repository: `${ECR.replace("us-east-1", "eu-west-1")}/pmp-api`, tag: "1" } },
      },
      [
        "pmp-xray:api.image.repository",
        `"${ECR.replace("us-east-1", "eu-west-1")}/pmp-api"`,
        "an image in ECR of us-east-1, with natGateways none: the VPC's endpoints reach no other region",
        set("api.image.repository", `'${ECR}/pmp-api'`),
      ],
    ],
    [
      "a cluster that exists, without its name",
      { "pmp-xray:cluster": { mode: "existing" } },
      [
        "pmp-xray:cluster.name",
        "(not set)",
        "an EKS cluster name: 1 to 100 letters, digits, - and _",
        set("cluster.name", "'pmp-cluster'"),
      ],
    ],
    [
      "the same administrator twice",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { admins: [ROLE, `${ROLE}s`, ROLE] } } },
      [
        "pmp-xray:cluster.new.admins[2]",
        `"${ROLE}"`,
        "each role and each user once",
        "pulumi config rm --path 'pmp-xray:cluster.new.admins[2]'",
      ],
    ],
    [
      "an OIDC provider of somebody else for a cluster that isn't made yet",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", createOidcProvider: false } },
      [
        "pmp-xray:cluster.createOidcProvider",
        "false",
        "true, with mode new and identity irsa: a cluster that doesn't exist yet has no OIDC provider",
        set("cluster.createOidcProvider", "true"),
      ],
    ],
    [
      "a release of the nodes' image for another version",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { nodes: { releaseVersion: "1.34.9-20261110" } } } },
      [
        "pmp-xray:cluster.new.nodes.releaseVersion",
        '"1.34.9-20261110"',
        "a release of 1.35, the cluster's version",
        "pulumi config rm --path 'pmp-xray:cluster.new.nodes.releaseVersion'",
      ],
    ],
    [
      "a log retention that CloudWatch doesn't know",
      { "pmp-xray:cluster": { ...CLUSTER, mode: "new", new: { logRetentionDays: 100 } } },
      [
        "pmp-xray:cluster.new.logRetentionDays",
        "100",
        "a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, " +
          "1096, 1827, 2192, 2557, 2922, 3288, 3653",
        set("cluster.new.logRetentionDays", "90"),
      ],
    ],
    [
      "Pod Identity and a token of the chart's own",
      { "pmp-xray:identity": "podIdentity", "pmp-xray:agent": { projectToken: true } },
      [
        "pmp-xray:agent.projectToken",
        "true",
        "false, with identity podIdentity: EKS mounts the token",
        "pulumi config rm --path 'pmp-xray:agent.projectToken'",
      ],
    ],
    [
      "Pod Identity across accounts",
      { "pmp-xray:identity": "podIdentity", "pmp-xray:cluster": { ...CLUSTER, roleArn: ROLE } },
      [
        "pmp-xray:cluster.roleArn",
        `"${ROLE}"`,
        "nothing, with identity podIdentity: its role must be in the cluster's account",
        set("identity", "'irsa'"),
      ],
    ],
  ]);
});
