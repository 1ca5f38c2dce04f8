import { set, setInJson, stranger, type Mutation } from "./mutation.ts";

const WRITE = "aws:iam/policy:Policy xray-write-policy";
const ROLE = "aws:iam/role:Role xray-daemon-role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment xray-daemon-write";
const ALL = "aws:xray/group:Group groups-all";
const SLOW = "aws:cloudwatch/metricAlarm:MetricAlarm alarms-slow-share";
const CATCH_ALL = "aws:xray/samplingRule:SamplingRule sampling-pmp-api-default-traffic";
const STRIPE = "aws:xray/samplingRule:SamplingRule sampling-pmp-api-stripe";
const CLUSTER = "aws:eks/cluster:Cluster cluster-eksCluster";
const CONDITION = "Statement[0].Condition";

const rule = (index: number) =>
  stranger("aws:xray/samplingRule:SamplingRule", `more-${index}`, {
    ruleName: `more-${index}`,
    priority: 100 + index,
    fixedRate: 0.01,
    reservoirSize: 0,
    serviceName: `other-${index}`,
    serviceType: "*",
    host: "*",
    httpMethod: "*",
    urlPath: "*",
    resourceArn: "*",
    version: 1,
    tags: { stage: "x", "pulumi:project": "x", "pulumi:stack": "x" },
  });

export const CLOUD_MUTATIONS: readonly Mutation[] = [
  {
    guarantee: "the agent may do its five calls and no other",
    resource: WRITE,
    change: setInJson("policy", { "Statement[0].Action": ["xray:PutTraceSegments", "xray:DeleteGroup"] }),
    caughtBy: ["xray-write-actions"],
  },
  {
    guarantee: "the five calls are allowed on a resource that they have",
    resource: WRITE,
    change: setInJson("policy", { "Statement[0].Resource": "arn:aws:xray:us-east-1:123456789012:*" }),
    caughtBy: ["xray-write-actions"],
  },
  {
    guarantee: "the agent's role gets no policy that allows all of X-Ray",
    resource: ATTACHMENT,
    change: set({ policyArn: "arn:aws:iam::aws:policy/AWSXrayFullAccess" }),
    caughtBy: ["xray-write-actions"],
  },
  {
    guarantee: "the agent's role gets no second policy that changes X-Ray",
    resource: ROLE,
    change: {
      add: [
        stranger("aws:iam/rolePolicy:RolePolicy", "more", {
          role: "pmp-xray-daemon",
          policy: '{ "Statement": [{ "Effect": "Allow", "Action": "xray:DeleteSamplingRule", "Resource": "*" }] }',
        }),
      ],
    },
    caughtBy: ["xray-writer-changes-nothing"],
  },
  {
    guarantee: "the agent's role gets no inline policy that allows all of X-Ray",
    resource: ROLE,
    change: set({
      inlinePolicies: [{ policy: '{ "Statement": [{ "Effect": "Allow", "Action": "xray:*", "Resource": "*" }] }' }],
    }),
    caughtBy: ["xray-write-actions"],
  },
  {
    guarantee: "nodes may not write traces",
    resource: "aws:iam/rolePolicyAttachment:RolePolicyAttachment cluster-nodes-worker",
    change: set({ policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess" }),
    caughtBy: ["xray-write-not-on-node-role"],
  },
  {
    guarantee: "the role is for one service account",
    resource: ROLE,
    change: (props) => {
      const [issuer] = /[^"]+(?=:sub")/.exec(String(props.assumeRolePolicy)) ?? [];
      setInJson("assumeRolePolicy", { [`${CONDITION}.StringEquals["${String(issuer)}:sub"]`]: undefined })(props);
    },
    caughtBy: ["trust-pins-subject"],
  },
  {
    guarantee: "the role is for STS only",
    resource: ROLE,
    change: (props) => {
      const [issuer] = /[^"]+(?=:aud")/.exec(String(props.assumeRolePolicy)) ?? [];
      setInJson("assumeRolePolicy", { [`${CONDITION}.StringEquals["${String(issuer)}:aud"]`]: undefined })(props);
    },
    caughtBy: ["trust-pins-subject"],
  },
  {
    guarantee: "the service account is named exactly",
    resource: ROLE,
    change: (props) => {
      const document = String(props.assumeRolePolicy).replace("StringEquals", "StringLike");
      props.assumeRolePolicy = document.replace("system:serviceaccount:pmp:xray-daemon", "system:serviceaccount:*:*");
    },
    caughtBy: ["trust-pins-subject"],
  },
  {
    guarantee: "no provider holds a key",
    resource: "pulumi:providers:kubernetes cluster-kubernetes",
    change: set({ kubeconfig: "-----BEGIN RSA PRIVATE KEY-----" }),
    caughtBy: ["no-static-credentials"],
  },
  ...["dev", "staging", "prod", "local"].map((stack) => ({
    guarantee: `the outputs of ${stack} hold no credential`,
    resource: `pulumi:pulumi:Stack pmp-xray-${stack}`,
    change: set({ verify: "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE" }),
    caughtBy: ["no-credentials-in-outputs", "no-static-credentials"],
  })),
  {
    guarantee: "specific rules come before the catch-all",
    resource: CATCH_ALL,
    change: set({ priority: 1 }),
    caughtBy: ["sampling-no-shadowed-rule"],
  },
  {
    guarantee: "the rate of all other traffic stays below the stage's ceiling",
    resource: CATCH_ALL,
    change: set({ fixedRate: 0.9 }),
    caughtBy: ["monthly-forecast-within-budget", "sampling-rate-ceiling"],
    stacks: ["prod", "prod, new cluster"],
  },
  {
    guarantee: "no rule takes X-Ray's own name",
    resource: STRIPE,
    change: set({ ruleName: "Default" }),
    // X-Ray takes no such rule, so that its rate can't be judged either.
    caughtBy: ["sampling-rate-ceiling", "sampling-reserved-name"],
  },
  {
    guarantee: "there are no more rules than X-Ray takes",
    resource: STRIPE,
    change: { add: Array.from({ length: 25 }, (_, index) => rule(index)) },
    caughtBy: ["sampling-rule-count"],
  },
  {
    guarantee: "alarms watch a metric that X-Ray publishes",
    resource: SLOW,
    change: set({ "metricQueries[0].metric.metricName": "FaultRate" }),
    caughtBy: ["alarm-metric-exists"],
  },
  {
    guarantee: "alarms watch X-Ray's own namespace",
    resource: SLOW,
    change: set({ "metricQueries[0].metric.namespace": "AWS/XRay" }),
    caughtBy: ["alarm-metric-exists"],
  },
  {
    guarantee: "alarms watch a group that is there",
    resource: "aws:xray/group:Group groups-slow",
    change: "remove",
    caughtBy: ["alarm-group-exists"],
  },
  {
    guarantee: "somebody hears of an alarm",
    resource: "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page",
    change: set({ alarmActions: [] }),
    caughtBy: ["alarm-has-action"],
  },
  {
    guarantee: "it is decided what an alarm makes of no data",
    resource: SLOW,
    change: set({ treatMissingData: undefined }),
    caughtBy: ["alarm-missing-data-chosen"],
  },
  {
    guarantee: "group names are names that X-Ray takes",
    resource: ALL,
    change: set({ groupName: "all traces of the API, with more than 32 characters" }),
    caughtBy: ["alarm-group-exists", "xray-group-name"],
  },
  {
    guarantee: "groups say which traces are in them",
    resource: ALL,
    change: set({ filterExpression: 'service("pmp-api' }),
    caughtBy: ["xray-group-expression"],
  },
  {
    guarantee: "there are no more groups than X-Ray takes",
    resource: ALL,
    change: {
      add: Array.from({ length: 25 }, (_, index) =>
        stranger("aws:xray/group:Group", `more-${index}`, {
          groupName: `more-${index}`,
          filterExpression: "fault",
          tags: { stage: "x", "pulumi:project": "x", "pulumi:stack": "x" },
        }),
      ),
    },
    caughtBy: ["xray-group-count"],
  },
  {
    guarantee: "logs are kept for a time",
    resource: "aws:cloudwatch/logGroup:LogGroup cluster-logs",
    change: set({ retentionInDays: undefined }),
    caughtBy: ["log-retention-set"],
  },
  {
    guarantee: "the cluster's API is not open to the world",
    resource: CLUSTER,
    change: set({ "vpcConfig.endpointPublicAccess": true }),
    caughtBy: ["cluster-endpoint-not-open"],
  },
  {
    guarantee: "the control plane logs",
    resource: CLUSTER,
    change: set({ enabledClusterLogTypes: ["api"] }),
    caughtBy: ["cluster-control-plane-logs"],
  },
  {
    guarantee: "secrets are encrypted in the cluster",
    resource: CLUSTER,
    change: set({ encryptionConfig: undefined }),
    caughtBy: ["cluster-secrets-encrypted"],
  },
  {
    guarantee: "the cluster's version is supported",
    resource: CLUSTER,
    change: set({ version: "1.29" }),
    caughtBy: ["cluster-version-supported"],
  },
  {
    guarantee: "pods can't reach their node's credentials",
    resource: "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-template",
    change: set({ "metadataOptions.httpPutResponseHopLimit": 2 }),
    caughtBy: ["node-imds-hop-limit"],
  },
  {
    guarantee: "nodes take no request for credentials without a token",
    resource: "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-template",
    change: set({ "metadataOptions.httpTokens": "optional" }),
    caughtBy: ["node-imds-hop-limit"],
  },
  {
    guarantee: "the metadata service is set by a launch template",
    resource: "aws:eks/nodeGroup:NodeGroup cluster-nodes",
    change: set({ launchTemplate: undefined }),
    caughtBy: ["node-imds-hop-limit"],
  },
  {
    guarantee: "X-Ray is found inside of the network under its own name",
    resource: "aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-xray",
    change: set({ privateDnsEnabled: undefined }),
    caughtBy: ["private-cluster-has-xray-endpoint"],
  },
  {
    guarantee: "a private cluster reaches X-Ray",
    resource: "aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-xray",
    change: "remove",
    caughtBy: ["private-cluster-has-xray-endpoint"],
  },
  {
    guarantee: "everything is tagged",
    resource: ALL,
    change: set({ tags: {} }),
    caughtBy: ["required-tags"],
  },
  {
    guarantee: "switches of the whole account are left alone",
    // The other one turns them on, and was allowed to.
    stacks: ["dev", "staging", "prod", "local", "prod, new cluster"],
    resource: ALL,
    change: { add: [stranger("aws:xray/encryptionConfig:EncryptionConfig", "encryption", { type: "NONE" })] },
    caughtBy: ["account-switch-needs-opt-in"],
  },
];
