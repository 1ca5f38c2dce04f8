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
{{- toYaml (merge $config .Values.api.env) -}}
{{- end }}

{{/* The fallback file of @pmp/sampling: what the API reads at PMP_SAMPLING_PLAN_FILE. */}}
{{- define "pmp-xray.api.samplingPlan" -}}
{{- dict "version" 1 "SamplingRules" .Values.sampling.rules | toPrettyJson -}}
{{- end }}

{{/*
Resource attributes of every trace. cloud.platform gives the segments the origin AWS::EKS::Container.
https://opentelemetry.io/docs/specs/semconv/resource/
*/}}
{{- define "pmp-xray.api.resourceAttributes" -}}
cloud.provider=aws,cloud.platform=aws_eks,cloud.region={{ .Values.region }},deployment.environment.name={{ .Values.stage }},service.version={{ include "pmp-xray.api.version" . }},k8s.namespace.name=$(K8S_NAMESPACE_NAME),k8s.pod.name=$(K8S_POD_NAME),k8s.node.name=$(K8S_NODE_NAME)
{{- end }}

{{- define "pmp-xray.api.image" -}}
{{- include "pmp-xray.image" (dict
  "registry" .Values.imageRegistry
  "repository" .Values.api.image.repository
  "tag" (include "pmp-xray.api.version" .)
  "digest" .Values.api.image.digest) -}}
{{- end }}

{{- define "pmp-xray.api.version" -}}
{{ .Values.api.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "pmp-xray.api.probe" -}}
httpGet:
  path: {{ .Values.api.healthPath }}
  port: http
{{- end }}

{{/* A pod has one service account: with a sidecar it is the agent's, which has the identity for AWS. */}}
{{- define "pmp-xray.api.serviceAccountName" -}}
{{- if eq .Values.agent.mode "sidecar" -}}
{{ include "pmp-xray.agent.name" . }}
{{- else -}}
{{ include "pmp-xray.api.name" . }}
{{- end -}}
{{- end }}

{{- define "pmp-xray.api.podAnnotations" -}}
checksum/config: {{ include "pmp-xray.api.config" . | sha256sum }}
checksum/sampling: {{ include "pmp-xray.api.samplingPlan" . | sha256sum }}
{{- if eq .Values.agent.mode "sidecar" }}
checksum/agent: {{ include "pmp-xray.agent.config" . | sha256sum }}
{{- /* EKS's webhook gives the role's token to the agent alone. */}}
eks.amazonaws.com/skip-containers: {{ include "pmp-xray.api.name" . }}
{{- end }}
{{- with .Values.api.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Fewest pods that there can be. */}}
{{- define "pmp-xray.api.minReplicas" -}}
{{- ternary .Values.api.autoscaling.minReplicas .Values.api.replicas .Values.api.autoscaling.enabled | int64 -}}
{{- end }}
