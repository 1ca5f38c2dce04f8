import type { AwsClients, AwsSource } from "./source.ts";

/** How the clients are made: as the clients of the AWS SDK read it. */
export interface AwsConfig {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
}

/** Milliseconds for a connection, and for an answer; both are tried twice. */
const CONNECTION = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 6000, throwOnRequestTimeout: true },
} as const;

type Load = { [S in keyof AwsClients]: (config: AwsConfig & typeof CONNECTION) => Promise<AwsClients[S]> };

// Each is loaded when it is used, because together they take longer to load than all the rest.
const LOAD: Load = {
  cloudwatch: async (config) => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(config),
  logs: async (config) => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(config),
  ec2: async (config) => new (await import("@aws-sdk/client-ec2")).EC2(config),
  ecs: async (config) => new (await import("@aws-sdk/client-ecs")).ECS(config),
  eks: async (config) => new (await import("@aws-sdk/client-eks")).EKS(config),
  iam: async (config) => new (await import("@aws-sdk/client-iam")).IAM(config),
  kms: async (config) => new (await import("@aws-sdk/client-kms")).KMS(config),
  sts: async (config) => new (await import("@aws-sdk/client-sts")).STS(config),
  xray: async (config) => new (await import("@aws-sdk/client-xray")).XRay(config),
};

/** Clients of AWS itself, or of what listens at `endpoint`. */
export function awsClients(config: AwsConfig): AwsSource {
  const made = new Map<keyof AwsClients, Promise<unknown>>();
  return <S extends keyof AwsClients>(service: S) => {
    const client = made.get(service) ?? LOAD[service]({ ...config, ...CONNECTION });
    made.set(service, client);
    return client as Promise<AwsClients[S]>;
  };
}
