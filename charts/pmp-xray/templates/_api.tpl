{{/* Environment of the API that is the same for all its pods. */}}
{{- define "pmp-xray.api.config" -}}
{{- $config := dict
  "NODE_ENV" (ternary "production" "development" (has .Values.stage (list "staging" "prod")))
  "PORT" (toString .Values.api.containerPort)
  "OTEL_SERVICE_NAME" .Values.api.serviceName
  "AWS_REGION" .Values.region
  "AWS_XRAY_DAEMON_ADDRESS" (include "pmp-xray.agent.address" .)
  "AWS_XRAY_CONTEXT_MISSING" "LOG_ERROR"
-}}
{{- if .Values.sampling.rules -}}
{{- $_ := set $config "PMP_SAMPLING_PLAN_FILE" "/etc/pmp/sampling-plan.json" -}}
{{- end -}}
{{- with .Values.sampling.trustSampled -}}
{{- $_ := set $config "PMP_TRUST_SAMPLED" (join "," .) -}}
{{- end -}}
{{- with .Values.api.propagateTo -}}
{{- $_ := set $config "PMP_PROPAGATE_TO" (join "," .) -}}
{{- end -}}
{{- toYaml (merge $config .Values.api.env) -}}
{{- end }}

{{/* The fallback file of @pmp/sampling: what the API reads at PMP_SAMPLING_PLAN_FILE. */}}
{{- define "pmp-xray.api.samplingPlan" -}}
{{- dict "version" 1 "SamplingRules" (include "pmp-xray.sampling.rules" . | fromJsonArray) | toPrettyJson -}}
{{- end }}

{{/*
Resource attributes of every trace. cloud.platform gives the segments the origin AWS::EKS::Container.
https://opentelemetry.io/docs/specs/semconv/resource/
*/}}
{{- define "pmp-xray.api.resourceAttributes" -}}
{{- $version := include "pmp-xray.api.version" . -}}
cloud.provider=aws,cloud.platform=aws_eks,cloud.region={{ .Values.region }},deployment.environment.name={{ .Values.stage }},{{ with $version }}service.version={{ . }},{{ end }}k8s.namespace.name=$(K8S_NAMESPACE_NAME),k8s.pod.name=$(K8S_POD_NAME),k8s.node.name=$(K8S_NODE_NAME){{ with .Values.clusterName }},k8s.cluster.name={{ . }}{{ end }}{{ with .Values.api.logGroups }},aws.log.group.names={{ join "&" . }}{{ end }}
{{- end }}

{{- define "pmp-xray.api.image" -}}
{{- include "pmp-xray.image" (dict
  "registry" .Values.global.imageRegistry
  "repository" .Values.api.image.repository
  "tag" (include "pmp-xray.api.version" .)
  "digest" .Values.api.image.digest) -}}
{{- end }}

{{/*
Tag of the image, which is the version that the traces name. A digest alone says nothing of a version: then there is none, rather
than the chart's.
*/}}
{{- define "pmp-xray.api.version" -}}
{{- if .Values.api.image.tag -}}
{{ .Values.api.image.tag }}
{{- else if not .Values.api.image.digest -}}
{{ .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* A probe of the API. Call with (dict "root" $ "path" PATH); an empty path is api.healthPath. */}}
{{- define "pmp-xray.api.probe" -}}
httpGet:
  path: {{ .path | default .root.Values.api.healthPath | quote }}
  port: http
{{- end }}

{{/* A pod has one service account: with a sidecar it is the agent's, which has the identity for AWS. */}}
{{- define "pmp-xray.api.serviceAccountName" -}}
{{- if include "pmp-xray.agent.isSidecar" . -}}
{{ include "pmp-xray.agent.name" . }}
{{- else -}}
{{ include "pmp-xray.api.name" . }}
{{- end -}}
{{- end }}

{{- define "pmp-xray.api.podAnnotations" -}}
checksum/config: {{ include "pmp-xray.api.config" . | sha256sum }}
checksum/sampling: {{ include "pmp-xray.api.samplingPlan" . | sha256sum }}
{{- if include "pmp-xray.agent.isSidecar" . }}
checksum/agent: {{ include "pmp-xray.agent.config" . | sha256sum }}
{{- /* EKS's webhook gives the role's token to the agent alone. */}}
{{- $others := list (include "pmp-xray.api.name" .) }}
{{- range concat .Values.api.extraInitContainers .Values.api.extraContainers }}{{ $others = append $others .name }}{{ end }}
eks.amazonaws.com/skip-containers: {{ join "," $others }}
{{- end }}
{{- with .Values.api.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
Number that is written into the Deployment; none when another one decides.
While autoscaling is on, the number is the autoscaler's. But taking the field out would give it up, and the API server would put
its default there: 1. So the number that runs is repeated while the release is the one that has set it, as the live object says.
Helm 3 also takes back what its manifest before had, so that it always repeats the number; Helm 4 and Pulumi apply on the
server's side, and stop once the autoscaler has set it. Without a cluster to look at (helm template, kustomize) the field is left
out: UPGRADING.md says what to do before switching on.
*/}}
{{- define "pmp-xray.api.replicas" -}}
{{- if not .Values.api.autoscaling.enabled -}}
{{ .Values.api.replicas }}
{{- else -}}
{{- $live := lookup "apps/v1" "Deployment" .Release.Namespace (include "pmp-xray.api.name" .) -}}
{{- if $live -}}
{{- $helm4 := hasPrefix "v4." .Capabilities.HelmVersion.Version -}}
{{- $applied := false -}}
{{- $owned := false -}}
{{- range $live.metadata.managedFields -}}
{{- $sets := hasKey (dig "fieldsV1" "f:spec" dict .) "f:replicas" -}}
{{- if and (eq .operation "Apply") (or $helm4 (hasPrefix "pulumi-kubernetes" .manager)) -}}{{- $applied = true -}}{{- end -}}
{{- if and $sets (ne (dig "subresource" "" .) "scale") -}}{{- $owned = true -}}{{- end -}}
{{- end -}}
{{- if or $owned (not $applied) -}}
{{ max (int64 $live.spec.replicas) (int64 .Values.api.autoscaling.minReplicas) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Constraints of a pod's spread. Each version is spread on its own, so that a rollout does not end up on one side. */}}
{{- define "pmp-xray.api.spread" -}}
{{- $selector := dict "matchLabels" (include "pmp-xray.selectorLabels" (dict "root" . "name" (include "pmp-xray.api.label" .)) | fromYaml) -}}
{{- range .Values.api.topologySpreadConstraints }}
- {{ merge (dict "labelSelector" $selector "matchLabelKeys" (list "pod-template-hash")) . | toYaml | nindent 2 | trim }}
{{- end -}}
{{- end }}

{{/* Further containers, with what Pod Security "restricted" needs where they do not set it. Call with a list of containers. */}}
{{- define "pmp-xray.api.extraContainers" -}}
{{- $context := include "pmp-xray.containerSecurityContext" . | fromYaml -}}
{{- range . }}
{{- /* Not `merge`, which takes false for missing. */}}
{{- $own := .securityContext | default dict | deepCopy }}
{{- range $key, $value := $context }}{{ if not (hasKey $own $key) }}{{ $_ := set $own $key $value }}{{ end }}{{ end }}
- {{ merge (dict "securityContext" $own) . | toYaml | nindent 2 | trim }}
{{- end -}}
{{- end }}

{{/* Fewest pods that there can be. */}}
{{- define "pmp-xray.api.minReplicas" -}}
{{- ternary .Values.api.autoscaling.minReplicas .Values.api.replicas .Values.api.autoscaling.enabled | int64 -}}
{{- end }}

{{/* ConfigMaps that the pods read, in the form that Pulumi and other appliers understand: these are applied first. */}}
{{- define "pmp-xray.api.dependsOn" -}}
{{- $names := list (include "pmp-xray.api.configName" .) -}}
{{- if .Values.sampling.rules -}}
{{- $names = append $names (include "pmp-xray.api.samplingName" .) -}}
{{- end -}}
{{- if include "pmp-xray.agent.isSidecar" . -}}
{{- $names = append $names (include "pmp-xray.agent.configName" .) -}}
{{- end -}}
{{- include "pmp-xray.dependsOn" (dict "root" . "names" $names) -}}
{{- end }}
