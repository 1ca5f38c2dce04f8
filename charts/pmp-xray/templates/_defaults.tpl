{{/*
Gives every value that is missing its default again. A section that is left empty (`podAnnotations:` with nothing but comments below
it) is null, and Helm takes null for "remove the default". Each template begins with this, since their order is not defined.
files/defaults.json is written from values.yaml.
*/}}
{{- define "pmp-xray.defaults" -}}
{{- range $path, $default := .Files.Get "files/defaults.json" | fromJson -}}
{{- $keys := splitList "." $path -}}
{{- $node := index $ "Values" -}}
{{- range initial $keys -}}
{{- if not (kindIs "map" (index $node .)) -}}
{{- $_ := set $node . dict -}}
{{- end -}}
{{- $node = index $node . -}}
{{- end -}}
{{- if kindIs "invalid" (index $node (last $keys)) -}}
{{- $_ := set $node (last $keys) $default -}}
{{- end -}}
{{- end -}}
{{- end }}
