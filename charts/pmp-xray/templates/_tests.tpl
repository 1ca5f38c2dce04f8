{{/* Image of the test pods; empty when there is none, and so no test. */}}
{{- define "pmp-xray.tests.image" -}}
{{- if not .Values.tests.enabled -}}
{{- else if .Values.tests.image -}}
{{ include "pmp-xray.mirrored" (dict "registry" .Values.global.imageRegistry "reference" .Values.tests.image) }}
{{- else if .Values.api.enabled -}}
{{ include "pmp-xray.api.image" . }}
{{- end -}}
{{- end }}

{{- define "pmp-xray.tests.name" -}}
{{- $api := include "pmp-xray.api.name" . -}}
{{- eq $api "pmp-api" | ternary "pmp-xray-test" (printf "%s-xray-test" $api) -}}
{{- end }}

{{- define "pmp-xray.tests.apiUrl" -}}
http://{{ include "pmp-xray.api.name" . }}:{{ .Values.api.servicePort }}{{ .Values.api.readinessPath | default .Values.api.healthPath }}
{{- end }}

{{/* Hook annotations. What succeeded goes at once, since `helm uninstall` leaves hooks behind. */}}
{{- define "pmp-xray.tests.annotations" -}}
helm.sh/hook: test
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* A peer that lets the test pods through a NetworkPolicy. */}}
{{- define "pmp-xray.tests.peer" -}}
- podSelector:
    matchLabels:
      {{- include "pmp-xray.selectorLabels" (dict "root" . "name" (include "pmp-xray.tests.name" .)) | nindent 6 }}
{{- end }}

{{/*
Where the test pods go, and what a Fargate profile or a mesh knows pods by: as the API's pods, which can run on these nodes with this
image; without the API as the agent's. They test what is on their own node.
*/}}
{{- define "pmp-xray.tests.placement" -}}
{{- if .Values.api.enabled -}}
{{- dict "labels" .Values.api.podLabels "annotations" .Values.api.podAnnotations "nodeSelector" .Values.api.nodeSelector "tolerations" .Values.api.tolerations "priorityClassName" .Values.api.priorityClassName | toYaml -}}
{{- else -}}
{{- dict "labels" .Values.agent.podLabels "annotations" .Values.agent.podAnnotations "nodeSelector" .Values.agent.nodeSelector "tolerations" .Values.agent.tolerations "priorityClassName" .Values.agent.priorityClassName | toYaml -}}
{{- end -}}
{{- end }}

{{/* A test pod. Call with (dict "root" $ "script" NAME "env" VARIABLES). */}}
{{- define "pmp-xray.tests.pod" -}}
{{- $name := include "pmp-xray.tests.name" .root -}}
{{- $place := include "pmp-xray.tests.placement" .root | fromYaml -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ $name }}-{{ .script }}
  namespace: {{ .root.Release.Namespace | quote }}
  labels:
    {{- merge (include "pmp-xray.labels" (dict "root" .root "name" $name) | fromYaml) $place.labels | toYaml | nindent 4 }}
  annotations:
    {{- merge (include "pmp-xray.tests.annotations" (dict "weight" "0") | fromYaml) $place.annotations | toYaml | nindent 4 }}
spec:
  restartPolicy: Never
  activeDeadlineSeconds: 180
  serviceAccountName: {{ $name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ .name | quote }}
    {{- end }}
  {{- end }}
  {{- with $place.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  securityContext:
    {{- include "pmp-xray.podSecurityContext" (dict "root" .root "id" 10001) | nindent 4 }}
  nodeSelector:
    kubernetes.io/os: linux
    {{- with $place.nodeSelector }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $place.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: test
      image: {{ include "pmp-xray.tests.image" .root | quote }}
      imagePullPolicy: {{ .root.Values.api.image.pullPolicy }}
      command: [node, /tests/{{ .script }}.mjs]
      env:
        {{- toYaml .env | nindent 8 }}
      securityContext:
        {{- include "pmp-xray.containerSecurityContext" .root | nindent 8 }}
      resources:
        requests: { cpu: 50m, memory: 128Mi }
        limits: { cpu: 500m, memory: 128Mi }
      volumeMounts:
        - name: tests
          mountPath: /tests
          readOnly: true
  volumes:
    - name: tests
      configMap:
        name: {{ $name }}
{{- end }}
