/* eslint-disable */
/**
 * The values of charts/pmp-xray, from its values.schema.json. Written by `node charts/tooling/main.ts`; not by hand.
 * What each value means is in charts/pmp-xray/values.yaml.
 */

export type OptionalObjectName = string;
export type Name = string;
export type ImageRepository = string;
export type ImageTag = string;
export type ImageDigest = string;
export type PullPolicy = "Always" | "IfNotPresent" | "Never";
export type UnprivilegedPort = number;
export type Port = number;
export type PropagationTarget = string;
export type OptionalPath = string;
export type EnvironmentSource = {
  prefix?: string;
  configMapRef?: {
    name: Name;
    optional?: boolean;
  };
  secretRef?: {
    name: Name;
    optional?: boolean;
  };
} & EnvironmentSource1;
export type EnvironmentSource1 = {
  [k: string]: unknown;
};
export type OptionalName = string;
export type Hostname = string;
export type OptionalAddress = string;
export type OptionalImageRepository = string;
export type Url = string;
export type RoleArn = string;
export type ProxyUrl = string;
export type TrustedCaller = string;
export type Cidr = string;

export interface ChartValues {
  region?: string;
  stage?: "dev" | "staging" | "prod" | "local";
  clusterName?: string;
  clusterDomain?: string;
  global?: {
    imageRegistry?: string;
    [k: string]: unknown;
  };
  nameOverride?: OptionalObjectName;
  fullnameOverride?: OptionalObjectName;
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
    podDisruptionBudget?: {
      enabled?: boolean;
      maxUnavailable?: number | string;
    };
    topologySpreadConstraints?: TopologySpreadConstraint[];
    containerPort?: UnprivilegedPort;
    servicePort?: Port;
    serviceName?: string;
    propagateTo?: PropagationTarget[];
    logGroups?: string[];
    healthPath?: string;
    startupPath?: OptionalPath;
    readinessPath?: OptionalPath;
    livenessPath?: OptionalPath;
    runAsUser?: number;
    env?: Environment;
    extraEnv?: EnvironmentVariable[];
    envFrom?: EnvironmentSource[];
    command?: string[];
    args?: string[];
    resources?: Resources;
    preStopSeconds?: number;
    terminationGracePeriodSeconds?: number;
    serviceAccountAnnotations?: Annotations;
    priorityClassName?: OptionalName;
    nodeSelector?: Labels;
    tolerations?: Toleration[];
    affinity?: Affinity;
    extraVolumes?: Volume[];
    extraVolumeMounts?: VolumeMount[];
    extraInitContainers?: Container[];
    extraContainers?: Container[];
    podLabels?: Labels;
    podAnnotations?: Annotations;
    ingress?: {
      enabled?: boolean;
      className?: OptionalName;
      annotations?: Annotations;
      hosts?: Hostname[];
      path?: string;
      pathType?: "Prefix" | "Exact" | "ImplementationSpecific";
      tls?: IngressTls[];
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
    enabled?: boolean;
    address?: OptionalAddress;
    fullnameOverride?: OptionalObjectName;
    mode?: "daemonset" | "sidecar";
    kind?: "xrayDaemon" | "otelCollector";
    image?: {
      repository?: OptionalImageRepository;
      tag?: ImageTag;
      digest?: ImageDigest;
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
  tests?: {
    enabled?: boolean;
    image?: string;
    requireTraceHeader?: boolean;
  };
  enabled?: boolean;
}
export interface LocalReference {
  name: Name;
}
export interface TopologySpreadConstraint {
  topologyKey: string;
  maxSkew: number;
  whenUnsatisfiable: "ScheduleAnyway" | "DoNotSchedule";
  minDomains?: number;
  nodeAffinityPolicy?: "Honor" | "Ignore";
  nodeTaintsPolicy?: "Honor" | "Ignore";
}
export interface Environment {
  [k: string]: string;
}
export interface EnvironmentVariable {
  name: string;
  valueFrom: {
    configMapKeyRef?: {
      name: Name;
      key: string;
      optional?: boolean;
    };
    secretKeyRef?: {
      name: Name;
      key: string;
      optional?: boolean;
    };
    fieldRef?: {
      apiVersion?: string;
      fieldPath: string;
    };
    resourceFieldRef?: {
      containerName?: string;
      resource: string;
      divisor?: string | number;
    };
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
export interface Affinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      /**
       * @minItems 1
       */
      nodeSelectorTerms: {
        matchExpressions?: {
          key: string;
          operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
          values?: string[];
        }[];
        matchFields?: {
          key: string;
          operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
          values?: string[];
        }[];
      }[];
    };
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      preference: {
        matchExpressions?: {
          key: string;
          operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
          values?: string[];
        }[];
        matchFields?: {
          key: string;
          operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
          values?: string[];
        }[];
      };
    }[];
  };
  podAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      topologyKey: string;
      labelSelector?: LabelSelector;
      namespaceSelector?: LabelSelector;
      namespaces?: string[];
      matchLabelKeys?: string[];
      mismatchLabelKeys?: string[];
    }[];
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      podAffinityTerm: {
        topologyKey: string;
        labelSelector?: LabelSelector;
        namespaceSelector?: LabelSelector;
        namespaces?: string[];
        matchLabelKeys?: string[];
        mismatchLabelKeys?: string[];
      };
    }[];
  };
  podAntiAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      topologyKey: string;
      labelSelector?: LabelSelector;
      namespaceSelector?: LabelSelector;
      namespaces?: string[];
      matchLabelKeys?: string[];
      mismatchLabelKeys?: string[];
    }[];
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      podAffinityTerm: {
        topologyKey: string;
        labelSelector?: LabelSelector;
        namespaceSelector?: LabelSelector;
        namespaces?: string[];
        matchLabelKeys?: string[];
        mismatchLabelKeys?: string[];
      };
    }[];
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
export interface Volume {
  name: string;
  configMap?: {};
  csi?: {};
  downwardAPI?: {};
  emptyDir?: {};
  ephemeral?: {};
  persistentVolumeClaim?: {};
  projected?: {};
  secret?: {};
}
export interface VolumeMount {
  name: string;
  mountPath: string;
  mountPropagation?: string;
  readOnly?: boolean;
  recursiveReadOnly?: string;
  subPath?: string;
  subPathExpr?: string;
}
export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env?: {}[];
  envFrom?: {}[];
  imagePullPolicy?: PullPolicy;
  lifecycle?: {};
  livenessProbe?: {};
  ports?: {}[];
  readinessProbe?: {};
  resizePolicy?: {}[];
  resources?: {};
  restartPolicy?: string;
  securityContext?: {};
  startupProbe?: {};
  stdin?: boolean;
  stdinOnce?: boolean;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  tty?: boolean;
  volumeDevices?: {}[];
  volumeMounts?: VolumeMount[];
  workingDir?: string;
}
export interface IngressTls {
  secretName?: Name;
  hosts?: Hostname[];
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
