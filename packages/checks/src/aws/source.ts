import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2 } from "@aws-sdk/client-ec2";
import type { ECS } from "@aws-sdk/client-ecs";
import type { EKS } from "@aws-sdk/client-eks";
import type { IAM } from "@aws-sdk/client-iam";
import type { KMS } from "@aws-sdk/client-kms";
import type { STS } from "@aws-sdk/client-sts";
import type { XRay } from "@aws-sdk/client-xray";

/** The clients, by the services' names in IAM actions. */
export interface AwsClients {
  readonly cloudwatch: CloudWatch;
  readonly logs: CloudWatchLogs;
  readonly ec2: EC2;
  readonly ecs: ECS;
  readonly eks: EKS;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly sts: STS;
  readonly xray: XRay;
}

/** AWS, one client per service; each is loaded when it is first asked for. */
export type AwsSource = <S extends keyof AwsClients>(service: S) => Promise<AwsClients[S]>;
