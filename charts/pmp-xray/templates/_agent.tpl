{{/* Memory limit of the agent in MiB: everything that holds segments is sized from it. */}}
{{- define "pmp-xray.agent.memoryMiB" -}}
{{- include "pmp-xray.mebibytes" .Values.agent.resources.limits.memory -}}
{{- end }}

{{/*
The daemon's own default buffer is 1 % of the node's memory, which can be more than the pod may use.
A quarter of the limit leaves room for the daemon itself (about 30 MB under load).
*/}}
{{- define "pmp-xray.agent.bufferMB" -}}
{{- .Values.agent.bufferMB | default (div (include "pmp-xray.agent.memoryMiB" . | int64) 4) | int64 -}}
{{- end }}

{{/* Address to listen on. A sidecar serves its own pod only: TCP 2000 signs any X-Ray call with the agent's role. */}}
{{- define "pmp-xray.agent.bind" -}}
{{- ternary "127.0.0.1" "0.0.0.0" (eq .Values.agent.mode "sidecar") -}}
{{- end }}

{{/*
Configuration of the X-Ray daemon. With `-c` it refuses unknown keys, and its log level is case-sensitive.
Keys: https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html
*/}}
{{- define "pmp-xray.agent.daemonConfig" -}}
{{- $socket := printf "%s:2000" (include "pmp-xray.agent.bind" .) -}}
{{- $config := dict
  "Version" 2
  "TotalBufferSizeMB" (include "pmp-xray.agent.bufferMB" . | int64)
  "Region" .Values.region
  "Endpoint" .Values.agent.endpoint
  "RoleARN" .Values.agent.assumeRoleArn
  "LocalMode" true
  "Socket" (dict "UDPAddress" $socket "TCPAddress" $socket)
  "Logging" (dict "LogLevel" .Values.agent.logLevel "LogPath" "" "LogRotation" false)
-}}
{{- toYaml $config -}}
{{- end }}

{{/*
Configuration of the collector: the same two ports as the daemon, and OTLP.
Each endpoint is written out because the defaults are localhost, which no other pod (and no kubelet probe) can reach.
The receiver drops the origin of a segment, and the exporter makes one from cloud.platform: without it, the service map would not
know the type of the service. Spans from OTLP have their own resource.
*/}}
{{- define "pmp-xray.agent.collectorConfig" -}}
{{- $memory := include "pmp-xray.agent.memoryMiB" . | int64 -}}
{{- $bind := include "pmp-xray.agent.bind" . -}}
{{- $socket := printf "%s:2000" $bind -}}
{{- $proxy := dict "endpoint" $socket "region" .Values.region "local_mode" true -}}
{{- $exporter := dict "region" .Values.region "local_mode" true "indexed_attributes" .Values.agent.indexedAttributes -}}
{{- with .Values.agent.endpoint -}}
{{- $_ := set $proxy "aws_endpoint" . -}}
{{- $_ := set $exporter "endpoint" . -}}
{{- end -}}
{{- with .Values.agent.assumeRoleArn -}}
{{- $_ := set $proxy "role_arn" . -}}
{{- $_ := set $exporter "role_arn" . -}}
{{- end -}}
{{- $config := dict
  "extensions" (dict "health_check" (dict "endpoint" "0.0.0.0:13133"))
  "receivers" (dict
    "awsxray" (dict "endpoint" $socket "transport" "udp" "proxy_server" $proxy)
    "otlp" (dict "protocols" (dict
      "grpc" (dict "endpoint" (printf "%s:4317" $bind))
      "http" (dict "endpoint" (printf "%s:4318" $bind)))))
  "processors" (dict
    "resource/eks" (dict "attributes" (list
      (dict "key" "cloud.provider" "value" "aws" "action" "insert")
      (dict "key" "cloud.platform" "value" "aws_eks" "action" "insert")))
    "memory_limiter" (dict "check_interval" "1s" "limit_mib" (div (mul $memory 80) 100) "spike_limit_mib" (div (mul $memory 20) 100))
    "batch" (dict "timeout" "1s" "send_batch_size" 50))
  "exporters" (dict "awsxray" $exporter)
  "service" (dict
    "extensions" (list "health_check")
    "telemetry" (dict "logs" (dict "level" .Values.agent.logLevel))
    "pipelines" (dict
      "traces/segments" (dict
        "receivers" (list "awsxray")
        "processors" (list "memory_limiter" "resource/eks" "batch")
        "exporters" (list "awsxray"))
      "traces/otlp" (dict
        "receivers" (list "otlp")
        "processors" (list "memory_limiter" "batch")
        "exporters" (list "awsxray"))))
-}}
{{- toYaml $config -}}
{{- end }}

{{/* The configuration that the chosen kind reads. */}}
{{- define "pmp-xray.agent.config" -}}
{{- if eq .Values.agent.kind "otelCollector" -}}
{{- include "pmp-xray.agent.collectorConfig" . -}}
{{- else -}}
{{- include "pmp-xray.agent.daemonConfig" . -}}
{{- end -}}
{{- end }}

{{/* files/agent-images.json has the image of each kind. */}}
{{- define "pmp-xray.agent.image" -}}
{{- $default := get (.Files.Get "files/agent-images.json" | fromJson) .Values.agent.kind -}}
{{- include "pmp-xray.image" (dict
  "registry" .Values.global.imageRegistry
  "repository" (.Values.agent.image.repository | default $default.repository)
  "tag" (.Values.agent.image.tag | default $default.tag)
  "digest" .Values.agent.image.digest) -}}
{{- end }}

{{/* Ports of the agent, the same list for the container, the Service and the NetworkPolicy. */}}
{{- define "pmp-xray.agent.ports" -}}
- { name: xray-udp, port: 2000, protocol: UDP }
- { name: xray-tcp, port: 2000, protocol: TCP }
{{- if eq .Values.agent.kind "otelCollector" }}
- { name: otlp-grpc, port: 4317, protocol: TCP }
- { name: otlp-http, port: 4318, protocol: TCP }
{{- end }}
{{- end }}

{{/* The mount path and the volume name are those of EKS's pod identity webhook, which leaves a pod alone that has them. */}}
{{- define "pmp-xray.agent.tokenPath" -}}/var/run/secrets/eks.amazonaws.com/serviceaccount{{- end }}

{{- define "pmp-xray.agent.env" -}}
- name: AWS_REGION
  value: {{ .Values.region | quote }}
{{- /* The agent never borrows the node's role. */}}
- name: AWS_EC2_METADATA_DISABLED
  value: "true"
{{- /* The region's STS, not the global one: reachable through a VPC endpoint. */}}
- name: AWS_STS_REGIONAL_ENDPOINTS
  value: regional
{{- with .Values.agent.stsEndpoint }}
- name: AWS_ENDPOINT_URL_STS
  value: {{ . | quote }}
{{- end }}
{{- with .Values.agent.proxy.url }}
- name: HTTPS_PROXY
  value: {{ . | quote }}
- name: NO_PROXY
  value: {{ concat $.Values.agent.proxy.noProxy (list "169.254.170.23" "fd00:ec2::23") | join "," | quote }}
{{- end }}
{{- if .Values.agent.identity.projectToken }}
- name: AWS_ROLE_ARN
  value: {{ .Values.agent.identity.roleArn | quote }}
- name: AWS_WEB_IDENTITY_TOKEN_FILE
  value: {{ include "pmp-xray.agent.tokenPath" . }}/token
{{- end }}
{{- /* Both kinds are Go programs: without a limit of its own, Go's heap grows past the container's when X-Ray does not respond. */}}
- name: GOMEMLIMIT
  value: {{ printf "%dMiB" (div (mul (include "pmp-xray.agent.memoryMiB" . | int64) 80) 100) | quote }}
{{- if ne .Values.agent.kind "otelCollector" }}
- name: AWS_HOSTNAME
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
{{- end }}
{{- end }}

{{/*
Probes of the agent. The daemon has no health endpoint, and a GET on its TCP port would be signed and sent to AWS: connect only.
As a sidecar it listens inside the pod, where the kubelet cannot connect; it then ends by itself when it cannot listen.
*/}}
{{- define "pmp-xray.agent.probes" -}}
{{- $collector := eq .Values.agent.kind "otelCollector" -}}
{{- if or $collector (eq .Values.agent.mode "daemonset") }}
{{- $probe := ternary "httpGet: { path: /, port: health }" "tcpSocket: { port: xray-tcp }" $collector }}
startupProbe:
  {{ $probe }}
  periodSeconds: 1
  failureThreshold: 60
readinessProbe:
  {{ $probe }}
  periodSeconds: 2
  failureThreshold: 3
livenessProbe:
  {{ $probe }}
  periodSeconds: 10
  failureThreshold: 6
{{- end }}
{{- end }}

{{/* Named ports of the container; a sidecar's are closed to other pods, so only its health check has one. */}}
{{- define "pmp-xray.agent.containerPorts" -}}
{{- $ports := list -}}
{{- if eq .Values.agent.mode "daemonset" -}}
{{- $ports = include "pmp-xray.agent.ports" . | fromYamlArray -}}
{{- end -}}
{{- if eq .Values.agent.kind "otelCollector" -}}
{{- $ports = append $ports (dict "name" "health" "port" 13133 "protocol" "TCP") -}}
{{- end -}}
{{- if $ports }}
ports:
  {{- range $ports }}
  - name: {{ .name }}
    containerPort: {{ .port }}
    protocol: {{ .protocol }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The agent's container, on its own or as a sidecar. */}}
{{- define "pmp-xray.agent.container" -}}
name: {{ include "pmp-xray.agent.name" . }}
image: {{ include "pmp-xray.agent.image" . | quote }}
imagePullPolicy: {{ .Values.agent.imagePullPolicy }}
{{- /* Arguments only: the images differ in the path of the binary. They come after the image's own, and the last one counts. */}}
{{- $socket := printf "%s:2000" (include "pmp-xray.agent.bind" .) }}
args:
  {{- if eq .Values.agent.kind "otelCollector" }}
  - --config=/etc/xray/collector.yaml
  {{- else }}
  {{- range list "-c" "/etc/xray/cfg.yaml" "-b" $socket "-t" $socket }}
  - {{ . | quote }}
  {{- end }}
  {{- end }}
env:
  {{- include "pmp-xray.agent.env" . | nindent 2 }}
{{- include "pmp-xray.agent.containerPorts" . }}
securityContext:
  {{- include "pmp-xray.containerSecurityContext" . | nindent 2 }}
  {{- if .Values.setUserIds }}
  {{- /* By number: the images name a user, which the kubelet cannot check. */}}
  runAsUser: 10001
  runAsGroup: 10001
  {{- end }}
resources:
  {{- toYaml .Values.agent.resources | nindent 2 }}
{{- include "pmp-xray.agent.probes" . }}
{{- if and .Values.agent.preStopSeconds (eq .Values.agent.mode "daemonset") }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ .Values.agent.preStopSeconds }}
{{- end }}
volumeMounts:
  - name: config
    mountPath: /etc/xray
    readOnly: true
  {{- if .Values.agent.identity.projectToken }}
  - name: aws-iam-token
    mountPath: {{ include "pmp-xray.agent.tokenPath" . }}
    readOnly: true
  {{- end }}
{{- end }}

{{- define "pmp-xray.agent.volumes" -}}
- name: config
  configMap:
    name: {{ include "pmp-xray.agent.configName" . }}
{{- if .Values.agent.identity.projectToken }}
- name: aws-iam-token
  projected:
    sources:
      - serviceAccountToken:
          audience: sts.amazonaws.com
          expirationSeconds: 3600
          path: token
{{- end }}
{{- end }}
