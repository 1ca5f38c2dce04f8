{{/* Settings that work but are probably not meant, as a YAML list of sentences for NOTES.txt. */}}
{{- define "pmp-xray.warnings" -}}
{{- $warnings := list -}}
{{- if and .Values.agent.enabled (not .Values.agent.identity.roleArn) -}}
{{- if eq .Values.agent.mode "sidecar" -}}
{{- $warnings = append $warnings "agent.identity.roleArn is empty: on Fargate, agents get credentials by IRSA only, and X-Ray refuses every trace." -}}
{{- else -}}
{{- $warnings = append $warnings (printf "agent.identity.roleArn is empty: the agent has credentials only through an EKS Pod Identity association of service account %s. Without one, X-Ray refuses every trace." (include "pmp-xray.agent.name" .)) -}}
{{- end -}}
{{- end -}}
{{- if and (not .Values.networkPolicy.enabled) (include "pmp-xray.agent.isDaemonSet" .) -}}
{{- $warnings = append $warnings "networkPolicy.enabled is false: every pod of the cluster can make X-Ray calls with the agent's role, through TCP 2000." -}}
{{- end -}}
{{- if .Values.api.enabled -}}
{{- if not .Values.sampling.rules -}}
{{- $warnings = append $warnings "sampling.rules is empty: while the agent cannot be reached, the API samples 1 request a second and 5 % of the rest. Take the rules of a values-<stage>.yaml." -}}
{{- end -}}
{{- range include "pmp-xray.sampling.rules" . | fromJsonArray -}}
{{- if not (has .ServiceName (list "*" $.Values.api.serviceName)) -}}
{{- $warnings = append $warnings (printf "sampling rule %q is for service %q, but the API is %q: it never matches." .RuleName .ServiceName $.Values.api.serviceName) -}}
{{- end -}}
{{- end -}}
{{- if and (lt (include "pmp-xray.api.minReplicas" . | int) 2) (has .Values.stage (list "staging" "prod")) -}}
{{- $warnings = append $warnings (printf "api runs with %s pod in stage %s: it is away whenever its node is." (include "pmp-xray.api.minReplicas" .) .Values.stage) -}}
{{- end -}}
{{- if and .Values.api.ingress.enabled (not .Values.api.ingress.hosts) -}}
{{- $warnings = append $warnings "api.ingress.hosts is empty: the Ingress takes the requests of every host name." -}}
{{- end -}}
{{- if and (eq .Values.api.image.tag "latest") (not .Values.api.image.digest) -}}
{{- $warnings = append $warnings "api.image.tag is latest: the running version is unknown, and a rollback restores nothing. Name a version or a digest." -}}
{{- end -}}
{{- end -}}
{{- toYaml $warnings -}}
{{- end }}
