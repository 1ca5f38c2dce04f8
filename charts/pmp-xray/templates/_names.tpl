{{/* The names are fixed on purpose: the IAM role's trust policy names the service account, and applications name the Service. */}}
{{- define "pmp-xray.agent.name" -}}xray-daemon{{- end }}
{{- define "pmp-xray.agent.configName" -}}xray-config{{- end }}
{{- define "pmp-xray.api.name" -}}pmp-api{{- end }}
{{- define "pmp-xray.api.configName" -}}pmp-api-config{{- end }}
{{- define "pmp-xray.api.samplingName" -}}pmp-api-sampling{{- end }}

{{/*
Where an application finds the agent. The full name saves the search-list lookups and works from every namespace.
A sidecar is found inside the pod.
*/}}
{{- define "pmp-xray.agent.host" -}}
{{- if eq .Values.agent.mode "sidecar" -}}
127.0.0.1
{{- else -}}
{{ include "pmp-xray.agent.name" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end -}}
{{- end }}
{{- define "pmp-xray.agent.address" -}}
{{ include "pmp-xray.agent.host" . }}:2000
{{- end }}

{{/* Labels that select pods; they never change for a release. Call with (dict "root" $ "name" NAME). */}}
{{- define "pmp-xray.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
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
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Metadata of an object. Call with (dict "root" $ "name" NAME "app" APP). */}}
{{- define "pmp-xray.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "pmp-xray.labels" (dict "root" .root "name" .app) | nindent 2 }}
{{- end }}
