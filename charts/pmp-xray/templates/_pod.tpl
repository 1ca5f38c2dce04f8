{{/*
Image reference. Call with (dict "registry" REGISTRY "repository" REPOSITORY "tag" TAG "digest" DIGEST).
The first part of a repository is a registry when it has a dot or a colon or is localhost, as container tools read it.
*/}}
{{- define "pmp-xray.image" -}}
{{- $repository := .repository -}}
{{- with .registry -}}
{{- $repository = regexReplaceAll "^(localhost|[^/]*[.:][^/]*)/" $repository "" | printf "%s/%s" . -}}
{{- end -}}
{{- printf "%s:%s%s" $repository .tag (ternary (printf "@%s" .digest) "" (ne .digest "")) -}}
{{- end }}

{{/* Pod Security "restricted", pod part. Call with the user id. */}}
{{- define "pmp-xray.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ int64 . }}
runAsGroup: {{ int64 . }}
fsGroup: {{ int64 . }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Pod Security "restricted", container part. */}}
{{- define "pmp-xray.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* A memory quantity (256Mi, 1Gi, 512M, 268435456) in whole MiB, rounded down. */}}
{{- define "pmp-xray.mebibytes" -}}
{{- $quantity := toString . -}}
{{- $factors := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- $number := regexFind "^[0-9.]+" $quantity | float64 -}}
{{- $factor := get $factors (regexFind "[A-Za-z]*$" $quantity) -}}
{{- divf (mulf $number $factor) 1048576.0 | floor | int64 -}}
{{- end }}
