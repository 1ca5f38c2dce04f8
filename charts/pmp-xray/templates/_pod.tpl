{{/*
Image reference. Call with (dict "registry" REGISTRY "repository" REPOSITORY "tag" TAG "digest" DIGEST).
The first part of a repository is a registry when it has a dot or a colon or is localhost, as container tools read it.
*/}}
{{- define "pmp-xray.image" -}}
{{- $reference := printf "%s%s%s" .repository (.tag | empty | ternary "" (printf ":%s" .tag)) (.digest | empty | ternary "" (printf "@%s" .digest)) -}}
{{- include "pmp-xray.mirrored" (dict "registry" .registry "reference" $reference) -}}
{{- end }}

{{/* An image reference from the mirror. Call with (dict "registry" REGISTRY "reference" REFERENCE). */}}
{{- define "pmp-xray.mirrored" -}}
{{- if .registry -}}
{{- regexReplaceAll "^(localhost|[^/]*[.:][^/]*)/" .reference "" | printf "%s/%s" .registry -}}
{{- else -}}
{{- .reference -}}
{{- end -}}
{{- end }}

{{/*
Pod Security "restricted", pod part. Call with (dict "root" $ "id" ID). Without an id, the cluster's own admission (OpenShift's
security context constraints) sets one from the namespace's range.
*/}}
{{- define "pmp-xray.podSecurityContext" -}}
runAsNonRoot: true
{{- if .root.Values.setUserIds }}
runAsUser: {{ int64 .id }}
runAsGroup: {{ int64 .id }}
fsGroup: {{ int64 .id }}
{{- end }}
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

{{/*
A quantity as people write it. Helm reads each number of a values file as a float, which would be printed as 2.68435456e+08
from a million on.
*/}}
{{- define "pmp-xray.quantity" -}}
{{- if kindIs "string" . -}}{{ . }}{{- else -}}{{ toJson . }}{{- end -}}
{{- end }}

{{/* A quantity of memory or storage (256Mi, 1Gi, 512M, 268435456) in whole bytes, rounded down. */}}
{{- define "pmp-xray.bytes" -}}
{{- $quantity := include "pmp-xray.quantity" . -}}
{{- $factors := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- $number := regexFind "^[0-9.]+" $quantity | float64 -}}
{{- $factor := get $factors (regexFind "[A-Za-z]*$" $quantity) -}}
{{- mulf $number $factor | floor | int64 -}}
{{- end }}

{{/* The same in whole MiB, rounded down. */}}
{{- define "pmp-xray.mebibytes" -}}
{{- div (include "pmp-xray.bytes" . | int64) 1048576 -}}
{{- end }}
