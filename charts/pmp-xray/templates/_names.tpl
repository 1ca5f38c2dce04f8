{{/*
The names do not contain the release's: the IAM role's trust policy names the service account, and applications name the Service.
*/}}
{{- define "pmp-xray.agent.name" -}}{{ .Values.agent.fullnameOverride | default "xray-daemon" }}{{- end }}
{{- define "pmp-xray.agent.configName" -}}
{{ with .Values.agent.fullnameOverride }}{{ . }}-config{{ else }}xray-config{{ end }}
{{- end }}
{{/* Value of the labels that name the API. */}}
{{- define "pmp-xray.api.label" -}}{{ .Values.nameOverride | default "pmp-api" }}{{- end }}
{{- define "pmp-xray.api.name" -}}{{ .Values.fullnameOverride | default (include "pmp-xray.api.label" .) }}{{- end }}
{{- define "pmp-xray.api.configName" -}}{{ include "pmp-xray.api.name" . }}-config{{- end }}
{{- define "pmp-xray.api.samplingName" -}}{{ include "pmp-xray.api.name" . }}-sampling{{- end }}

{{/* The agent's name for pods of every namespace. */}}
{{- define "pmp-xray.agent.fullHost" -}}
{{ include "pmp-xray.agent.name" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end }}

{{/*
Where the release's own pods find the agent: by the Service's short name, which DNS completes with the pod's own namespace.
So the address stays right when a tool such as kustomize moves the rendered objects into another namespace.
A sidecar is found inside the pod. Another release's agent has the address that was given.
*/}}
{{- define "pmp-xray.agent.address" -}}
{{- if .Values.agent.enabled -}}
{{- ternary "127.0.0.1" (include "pmp-xray.agent.name" .) (eq .Values.agent.mode "sidecar") -}}:2000
{{- else -}}
{{- .Values.agent.address -}}
{{- end -}}
{{- end }}

{{/* Whether this release runs its agent in each of the API's pods, or on each node: "true", or nothing. */}}
{{- define "pmp-xray.agent.isSidecar" -}}
{{- if and .Values.agent.enabled (eq .Values.agent.mode "sidecar") -}}true{{- end -}}
{{- end }}
{{- define "pmp-xray.agent.isDaemonSet" -}}
{{- if and .Values.agent.enabled (eq .Values.agent.mode "daemonset") -}}true{{- end -}}
{{- end }}

{{/* Labels that select pods; they never change for a release. Call with (dict "root" $ "name" NAME). */}}
{{- define "pmp-xray.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end }}

{{/* Labels of a pod template. `app` is there so that `kubectl get pods -l app=xray-daemon` works. */}}
{{- define "pmp-xray.podLabels" -}}
{{ include "pmp-xray.selectorLabels" . }}
app.kubernetes.io/part-of: pmp
app: {{ .name }}
{{- end }}

{{/* Labels of every other object. They name the chart's version, so they stay out of pod templates: a new version alone rolls no pod. */}}
{{- define "pmp-xray.labels" -}}
{{ include "pmp-xray.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | quote }}
{{- end }}

{{/* Metadata of an object. Call with (dict "root" $ "name" NAME "app" APP). */}}
{{- define "pmp-xray.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace | quote }}
labels:
  {{- include "pmp-xray.labels" (dict "root" .root "name" .app) | nindent 2 }}
{{- end }}

{{/*
Annotation that has ConfigMaps applied before a workload that reads them: without an order, new pods could start with the old
content. Helm has such an order of its own; Pulumi and the appliers of kpt know this annotation. Name only what is rendered.
Call with (dict "root" $ "names" NAMES).
https://kpt.dev/reference/annotations/depends-on/
*/}}
{{- define "pmp-xray.dependsOn" -}}
{{- $objects := list -}}
{{- range .names -}}
{{- $objects = append $objects (printf "/namespaces/%s/ConfigMap/%s" $.root.Release.Namespace .) -}}
{{- end -}}
config.kubernetes.io/depends-on: {{ join "," $objects | quote }}
{{- end }}
