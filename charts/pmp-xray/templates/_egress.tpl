{{/* Port of a URL: the one it names, else its scheme's. */}}
{{- define "pmp-xray.urlPort" -}}
{{- $url := urlParse . -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- end }}

{{/* TCP ports that the agent goes out to: 443, and those of the endpoints that were set. */}}
{{- define "pmp-xray.agent.egressPorts" -}}
{{- $ports := list 443 -}}
{{- range list .Values.agent.endpoint .Values.agent.stsEndpoint .Values.agent.proxy.url -}}
{{- if . -}}
{{- $ports = append $ports (include "pmp-xray.urlPort" . | int) -}}
{{- end -}}
{{- end -}}
{{- toYaml (uniq $ports) -}}
{{- end }}

{{/* Host name of the X-Ray endpoint: of the one that was set, else the region's own. */}}
{{- define "pmp-xray.agent.endpointHost" -}}
{{- if .Values.agent.endpoint -}}
{{- regexReplaceAll ":[0-9]+$" (urlParse .Values.agent.endpoint).host "" | lower -}}
{{- else -}}
{{- printf "xray.%s.amazonaws.com%s" .Values.region (hasPrefix "cn-" .Values.region | ternary ".cn" "") -}}
{{- end -}}
{{- end }}
