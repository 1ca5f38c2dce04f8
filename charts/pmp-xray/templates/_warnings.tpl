{{/* Settings that work but are probably not meant, as a YAML list of sentences for NOTES.txt. */}}
{{- define "pmp-xray.warnings" -}}
{{- $warnings := list -}}
{{- if not .Values.agent.identity.roleArn -}}
{{- $warnings = append $warnings "agent.identity.roleArn is empty: the agent has credentials only through an EKS Pod Identity association of service account xray-daemon. Without one, X-Ray refuses every trace." -}}
{{- end -}}
{{- if not .Values.networkPolicy.enabled -}}
{{- $warnings = append $warnings "networkPolicy.enabled is false: every pod of the cluster can make X-Ray calls with the agent's role, through TCP 2000." -}}
{{- end -}}
{{- if .Values.api.enabled -}}
{{- if not .Values.sampling.rules -}}
{{- $warnings = append $warnings "sampling.rules is empty: while the agent cannot be reached, the API samples 1 request a second and 5 % of the rest. Take the rules of a values-<stage>.yaml." -}}
{{- end -}}
{{- range .Values.sampling.rules -}}
{{- if not (has .ServiceName (list "*" $.Values.api.serviceName)) -}}
{{- $warnings = append $warnings (printf "sampling rule %q is for service %q, but the API is %q: it never matches." .RuleName .ServiceName $.Values.api.serviceName) -}}
{{- end -}}
{{- end -}}
{{- if and (lt (int .Values.api.replicas) 2) (has .Values.stage (list "staging" "prod")) -}}
{{- $warnings = append $warnings (printf "api.replicas is %d in stage %s: the API is away whenever its node is." (int .Values.api.replicas) .Values.stage) -}}
{{- end -}}
{{- if and (eq .Values.api.image.tag "latest") (not .Values.api.image.digest) -}}
{{- $warnings = append $warnings "api.image.tag is latest: nobody can tell which version runs, and a rollback rolls nothing back. Name a version or a digest." -}}
{{- end -}}
{{- end -}}
{{- toYaml $warnings -}}
{{- end }}
