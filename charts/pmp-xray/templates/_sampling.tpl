{{/*
The fallback rules as JSON, without what X-Ray adds to a rule when it answers GetSamplingRules: the record around it, its ARN, its
times, an empty list of attributes. Such an answer can be pasted as it is.
*/}}
{{- define "pmp-xray.sampling.rules" -}}
{{- $rules := list -}}
{{- range .Values.sampling.rules -}}
{{- $rule := omit (.SamplingRule | default .) "RuleARN" "CreatedAt" "ModifiedAt" "SamplingRateBoost" -}}
{{- if not $rule.Attributes -}}
{{- $rule = omit $rule "Attributes" -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- toJson $rules -}}
{{- end }}
