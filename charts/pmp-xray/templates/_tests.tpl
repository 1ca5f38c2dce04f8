{{/* Image of the test pods; empty when there is none, and so no test. */}}
{{- define "pmp-xray.tests.image" -}}
{{- if .Values.helmTest.image -}}
{{ .Values.helmTest.image }}
{{- else if .Values.api.enabled -}}
{{ include "pmp-xray.api.image" . }}
{{- end -}}
{{- end }}

{{- define "pmp-xray.tests.name" -}}pmp-xray-test{{- end }}

{{- define "pmp-xray.tests.apiUrl" -}}
http://{{ include "pmp-xray.api.name" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}:{{ .Values.api.servicePort }}{{ .Values.api.healthPath }}
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

{{/* A test pod. Call with (dict "root" $ "script" NAME "env" VARIABLES). */}}
{{- define "pmp-xray.tests.pod" -}}
{{- $name := include "pmp-xray.tests.name" .root -}}
apiVersion: v1
kind: Pod
metadata:
  {{- include "pmp-xray.metadata" (dict "root" .root "name" (printf "%s-%s" $name .script) "app" $name) | nindent 2 }}
  annotations:
    {{- include "pmp-xray.tests.annotations" (dict "weight" "0") | nindent 4 }}
spec:
  restartPolicy: Never
  activeDeadlineSeconds: 180
  serviceAccountName: {{ $name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "pmp-xray.podSecurityContext" 10001 | nindent 4 }}
  nodeSelector:
    kubernetes.io/os: linux
  containers:
    - name: test
      image: {{ include "pmp-xray.tests.image" .root }}
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
