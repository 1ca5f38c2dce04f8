/* eslint-disable */
/**
 * The values of charts/pmp-xray, from its values.schema.json. Written by `node charts/tooling/main.ts`; not by hand.
 * What each value means is in charts/pmp-xray/values.yaml.
 */

export type Name = string;
export type ImageRepository = string;
export type ImageTag = string;
export type ImageDigest = string;
export type PullPolicy = "Always" | "IfNotPresent" | "Never";
export type UnprivilegedPort = number;
export type Port = number;
export type PropagationTarget = string;
export type OptionalPath = string;
export type OptionalName = string;
export type Hostname = string;
export type Url = string;
export type RoleArn = string;
export type ProxyUrl = string;
export type TrustedCaller = string;
export type Cidr = string;

export interface ChartValues {
  region?: string;
  stage?: "dev" | "staging" | "prod" | "local";
  clusterDomain?: string;
  imageRegistry?: string;
  imagePullSecrets?: LocalReference[];
  setUserIds?: boolean;
  api?: {
    enabled?: boolean;
    image?: {
      repository?: ImageRepository;
      tag?: ImageTag;
      digest?: ImageDigest;
      pullPolicy?: PullPolicy & string;
    };
    replicas?: number;
    autoscaling?: {
      enabled?: boolean;
      minReplicas?: number;
      maxReplicas?: number;
      targetCPUUtilizationPercentage?: number;
    };
    disruptionBudget?: {
      enabled?: boolean;
      maxUnavailable?: number | string;
    };
    spread?: {
      zone?: "ScheduleAnyway" | "DoNotSchedule";
      host?: "ScheduleAnyway" | "DoNotSchedule";
    };
    containerPort?: UnprivilegedPort;
    servicePort?: Port;
    serviceName?: string;
    propagateTo?: PropagationTarget[];
    healthPath?: string;
    startupPath?: OptionalPath;
    readinessPath?: OptionalPath;
    livenessPath?: OptionalPath;
    runAsUser?: number;
    env?: Environment;
    secretEnv?: SecretEnvironment;
    resources?: Resources;
    preStopSeconds?: number;
    terminationGracePeriodSeconds?: number;
    serviceAccountAnnotations?: Annotations;
    priorityClassName?: OptionalName;
    nodeSelector?: Labels;
    tolerations?: Toleration[];
    podLabels?: Labels;
    podAnnotations?: Annotations;
    ingress?: {
      enabled?: boolean;
      className?: OptionalName;
      annotations?: Annotations;
      hosts?: Hostname[];
      path?: string;
      pathType?: "Prefix" | "Exact" | "ImplementationSpecific";
      tlsSecret?: OptionalName;
    };
    httpRoute?: {
      enabled?: boolean;
      annotations?: Annotations;
      parentRefs?: ParentReference[];
      hostnames?: Hostname[];
      path?: string;
    };
  };
  agent?: {
    mode?: "daemonset" | "sidecar";
    kind?: "xrayDaemon" | "otelCollector";
    images?: {
      xrayDaemon?: {
        repository?: ImageRepository;
        tag?: ImageTag;
        digest?: ImageDigest;
      };
      otelCollector?: {
        repository?: ImageRepository;
        tag?: ImageTag;
        digest?: ImageDigest;
      };
    };
    imagePullPolicy?: PullPolicy & string;
    endpoint?: Url;
    stsEndpoint?: Url;
    identity?: {
      roleArn?: RoleArn;
      projectToken?: boolean;
    };
    proxy?: {
      url?: ProxyUrl;
      noProxy?: string[];
    };
    assumeRoleArn?: RoleArn;
    bufferMB?: number;
    logLevel?: "debug" | "info" | "warn" | "error";
    /**
     * @maxItems 50
     */
    indexedAttributes?: string[];
    resources?: Resources;
    preStopSeconds?: number;
    terminationGracePeriodSeconds?: number;
    priorityClassName?: OptionalName;
    nodeSelector?: Labels;
    tolerations?: Toleration[];
    podLabels?: Labels;
    podAnnotations?: Annotations;
  };
  sampling?: {
    rules?: SamplingRuleOrRecord[];
    trustSampled?: TrustedCaller[];
  };
  networkPolicy?: {
    enabled?: boolean;
    agent?: {
      from?: NetworkPolicyPeer[];
      /**
       * @minItems 1
       */
      egressCidrs?: Cidr[];
    };
    api?: {
      from?: NetworkPolicyPeer[];
    };
  };
  helmTest?: {
    enabled?: boolean;
    image?: string;
    requireTraceHeader?: boolean;
  };
  global?: {};
  enabled?: boolean;
}
export interface LocalReference {
  name: Name;
}
export interface Environment {
  [k: string]: string;
}
export interface SecretEnvironment {
  [k: string]: {
    secret: Name;
    key: string;
  };
}
export interface Resources {
  requests?: {
    cpu?: string | number;
    memory?: string | number;
    "ephemeral-storage"?: string | number;
  };
  limits: {
    cpu?: string | number;
    memory: string | number;
    "ephemeral-storage"?: string | number;
  };
}
export interface Annotations {
  [k: string]: string;
}
export interface Labels {
  [k: string]: string;
}
export interface Toleration {
  key?: string;
  operator?: "Exists" | "Equal";
  value?: string;
  effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  tolerationSeconds?: number;
}
export interface ParentReference {
  name: Name;
  namespace?: Name;
  sectionName?: Name;
  port?: Port;
}
export interface SamplingRuleOrRecord {
  [k: string]: unknown;
}
export interface NetworkPolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: {
    cidr: Cidr;
    except?: Cidr[];
  };
}
export interface LabelSelector {
  matchLabels?: Labels;
  matchExpressions?: {
    key: string;
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    values?: string[];
  }[];
}
