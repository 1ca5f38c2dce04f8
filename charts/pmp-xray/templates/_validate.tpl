{{/*
Rules between values, which JSON Schema cannot say. All problems are reported at once, each with its path, what was
given, what is allowed and the fix. The Pulumi program asks the same rules before it makes anything: components/settings/chartRules.
*/}}
{{- define "pmp-xray.validate" -}}
{{- $problems := list -}}
{{- $parts := list
  (dict "name" "api" "preStop" .Values.api.preStopSeconds "grace" .Values.api.terminationGracePeriodSeconds "resources" .Values.api.resources)
  (dict "name" "agent" "preStop" .Values.agent.preStopSeconds "grace" .Values.agent.terminationGracePeriodSeconds "resources" .Values.agent.resources)
-}}
{{- range $parts -}}
{{- $problems = concat $problems (include "pmp-xray.validate.pod" . | fromYamlArray) -}}
{{- end -}}
{{- range list "renamed" "region" "memory" "agent" "proxy" "mode" "names" "environment" "pods" "metadata" "scaling" "routes" "sampling" "trust" "network" -}}
{{- $problems = concat $problems (include (printf "pmp-xray.validate.%s" .) $ | fromYamlArray) -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThe values of chart %s don't fit together:\n- %s\n" .Chart.Name (join "\n- " $problems)) -}}
{{- end -}}
{{- end }}

{{/* What holds for every pod. Call with (dict "name" PART "preStop" SECONDS "grace" SECONDS "resources" RESOURCES). */}}
{{- define "pmp-xray.validate.pod" -}}
{{- $problems := list -}}
{{- if ge (int64 .preStop) (int64 .grace) -}}
{{- $problems = append $problems (printf "%s.terminationGracePeriodSeconds: %d leaves no time to stop after %s.preStopSeconds (%d). Make it larger than %d." .name (int64 .grace) .name (int64 .preStop) (int64 .preStop)) -}}
{{- end -}}
{{- $limit := .resources.limits.memory -}}
{{- with (.resources.requests | default dict).memory -}}
{{- if gt (include "pmp-xray.bytes" . | int64) (include "pmp-xray.bytes" $limit | int64) -}}
{{- $problems = append $problems (printf "%s.resources.requests.memory: %s is more than the limit, %s. Lower the request or raise the limit." $.name (include "pmp-xray.quantity" .) (include "pmp-xray.quantity" $limit)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* Old names of values, which the schema lets through so that this can name the new ones. files/renamed.json has both. */}}
{{- define "pmp-xray.validate.renamed" -}}
{{- $problems := list -}}
{{- range $old, $current := .Files.Get "files/renamed.json" | fromJson -}}
{{- $keys := splitList "." $old -}}
{{- $section := index $ "Values" -}}
{{- range initial $keys -}}
{{- $section = index $section . | default dict -}}
{{- end -}}
{{- if hasKey $section (last $keys) -}}
{{- $problems = append $problems (printf "%s: is called %s now. Write it there; UPGRADING.md has an example." $old $current) -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* No default: traces in another region than the one that people look at are lost without a word. */}}
{{- define "pmp-xray.validate.region" -}}
{{- if not .Values.region -}}
{{- list "region: is empty; it must be the AWS region that the traces go to. Set it, for example --set region=eu-west-1." | toYaml -}}
{{- end -}}
{{- end }}

{{/* A number without a unit is in bytes: what was meant as 512 megabytes would be accepted by Kubernetes, and could never start. */}}
{{- define "pmp-xray.validate.memory" -}}
{{- $problems := list -}}
{{- $amounts := list
  (dict "path" "api.resources.limits.memory" "given" .Values.api.resources.limits.memory "least" "32Mi" "for" "the API needs")
  (dict "path" "agent.resources.limits.memory" "given" .Values.agent.resources.limits.memory "least" "64Mi" "for" "the agent needs")
-}}
{{- range $part, $resources := dict "api" .Values.api.resources "agent" .Values.agent.resources -}}
{{- range $kind, $amount := $resources -}}
{{- range $name, $given := $amount -}}
{{- if and (ne $name "cpu") (ne (printf "%s.%s" $kind $name) "limits.memory") -}}
{{- $amounts = append $amounts (dict "path" (printf "%s.resources.%s.%s" $part $kind $name) "given" $given "least" "4Mi" "for" "this must be") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $amounts -}}
{{- if lt (include "pmp-xray.bytes" .given | int64) (include "pmp-xray.bytes" .least | int64) -}}
{{- $given := include "pmp-xray.quantity" .given -}}
{{- $bytes := regexMatch "^[0-9.]+$" $given | ternary " bytes" "" -}}
{{- $problems = append $problems (printf "%s: %s%s is %dMi; %s at least %s. Raise it, with a unit such as Mi." .path $given $bytes (include "pmp-xray.mebibytes" .given | int64) .for .least) -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* The X-Ray daemon's client for X-Ray goes through the proxy always; only its clients for credentials read NO_PROXY. */}}
{{- define "pmp-xray.validate.proxy" -}}
{{- $problems := list -}}
{{- if and .Values.agent.proxy.url (eq .Values.agent.kind "xrayDaemon") -}}
{{- $host := include "pmp-xray.agent.endpointHost" . -}}
{{- range .Values.agent.proxy.noProxy -}}
{{- $domain := regexReplaceAll ":[0-9]+$" . "" | trimPrefix "*" | trimPrefix "." | lower -}}
{{- if or (eq . "*") (eq $host $domain) (hasSuffix (printf ".%s" $domain) $host) -}}
{{- $problems = append $problems (printf "agent.proxy.noProxy: %q names X-Ray's endpoint, %s, but the X-Ray daemon reaches X-Ray through agent.proxy.url only. Remove it, or set agent.kind to otelCollector." . $host) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{- define "pmp-xray.validate.agent" -}}
{{- $problems := list -}}
{{- $limit := include "pmp-xray.agent.memoryMiB" . | int64 -}}
{{- $given := include "pmp-xray.quantity" .Values.agent.resources.limits.memory -}}
{{- if lt $limit 64 -}}
{{- /* Reported with the other amounts of memory. */ -}}
{{- else if gt (int64 .Values.agent.bufferMB) (div $limit 2) -}}
{{- $problems = append $problems (printf "agent.bufferMB: %d is more than half of agent.resources.limits.memory (%s), so the daemon would be killed when X-Ray is slow. Use at most %d, or 0 for a quarter of the limit." (int64 .Values.agent.bufferMB) $given (div $limit 2)) -}}
{{- else if and .Values.agent.bufferMB (lt (int64 .Values.agent.bufferMB) 3) -}}
{{- $problems = append $problems (printf "agent.bufferMB: %d is less than the daemon's minimum, 3. Use 3 or more, or 0 for a quarter of the memory limit." (int64 .Values.agent.bufferMB)) -}}
{{- end -}}
{{- if and .Values.agent.identity.projectToken (not .Values.agent.identity.roleArn) -}}
{{- $problems = append $problems "agent.identity.projectToken: true needs agent.identity.roleArn, the role to assume with the token; it is empty. Set the ARN, or projectToken to false." -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* Labels, annotations and node labels that the chart writes itself. */}}
{{- define "pmp-xray.validate.metadata" -}}
{{- $problems := list -}}
{{- $labels := list "app" "app.kubernetes.io/instance" "app.kubernetes.io/name" "app.kubernetes.io/part-of" -}}
{{- $annotations := list "checksum/agent" "checksum/config" "checksum/sampling" "eks.amazonaws.com/skip-containers" -}}
{{- $own := list
  (dict "value" "agent.nodeSelector" "given" .Values.agent.nodeSelector "own" (list "kubernetes.io/os"))
  (dict "value" "agent.podAnnotations" "given" .Values.agent.podAnnotations "own" $annotations)
  (dict "value" "agent.podLabels" "given" .Values.agent.podLabels "own" $labels)
  (dict "value" "api.nodeSelector" "given" .Values.api.nodeSelector "own" (list "kubernetes.io/os"))
  (dict "value" "api.podAnnotations" "given" .Values.api.podAnnotations "own" $annotations)
  (dict "value" "api.podLabels" "given" .Values.api.podLabels "own" $labels)
-}}
{{- range $check := $own -}}
{{- range $key := $check.own -}}
{{- if hasKey $check.given $key -}}
{{- $problems = append $problems (printf "%s: %s would hide what the chart sets. Remove it." $check.value $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{- define "pmp-xray.validate.mode" -}}
{{- $problems := list -}}
{{- if and .Values.agent.enabled .Values.agent.address -}}
{{- $problems = append $problems (printf "agent.address: %q is read with agent.enabled=false only. Remove it, or set agent.enabled to false." .Values.agent.address) -}}
{{- end -}}
{{- if and (not .Values.agent.enabled) (not .Values.api.enabled) -}}
{{- $problems = append $problems "agent.enabled: false with api.enabled=false leaves nothing to install. Set one of the two to true." -}}
{{- else if and (not .Values.agent.enabled) (not .Values.agent.address) -}}
{{- $problems = append $problems "agent.address: is empty with agent.enabled=false, so that the API does not know where its agent is. Set it, for example to xray-daemon.tracing.svc.cluster.local:2000." -}}
{{- end -}}
{{- if include "pmp-xray.agent.isSidecar" . -}}
{{- if not .Values.api.enabled -}}
{{- $problems = append $problems "agent.mode: sidecar with api.enabled=false leaves nothing to install: a sidecar is part of the API's pods. Set agent.mode to daemonset, or api.enabled to true." -}}
{{- end -}}
{{- if .Values.api.serviceAccountAnnotations -}}
{{- $problems = append $problems "api.serviceAccountAnnotations: with agent.mode=sidecar the pods run as the agent's service account, which has agent.identity.roleArn. Give that role what the API needs, and remove the annotations." -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* The API's and the agent's objects have the same kinds, so they need names of their own. */}}
{{- define "pmp-xray.validate.names" -}}
{{- $problems := list -}}
{{- $agent := include "pmp-xray.agent.name" . -}}
{{- if and .Values.agent.enabled .Values.api.enabled (eq $agent (include "pmp-xray.api.name" .)) -}}
{{- $path := "agent.fullnameOverride" -}}
{{- if .Values.fullnameOverride -}}
{{- $path = "fullnameOverride" -}}
{{- else if .Values.nameOverride -}}
{{- $path = "nameOverride" -}}
{{- end -}}
{{- $problems = append $problems (printf "%s: %s is the name of the API and of the agent. Choose another." $path $agent) -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* Names in the API's pods: each once, and none of the chart's own. */}}
{{- define "pmp-xray.validate.pods" -}}
{{- $problems := list -}}
{{- $containers := list (include "pmp-xray.api.name" .) (include "pmp-xray.agent.name" .) -}}
{{- range list (dict "name" "extraInitContainers" "list" .Values.api.extraInitContainers) (dict "name" "extraContainers" "list" .Values.api.extraContainers) -}}
{{- $section := .name -}}
{{- range $index, $container := .list -}}
{{- if has $container.name $containers -}}
{{- $problems = append $problems (printf "api.%s[%d].name: %s is the name of another container of the pod. Rename it." $section $index $container.name) -}}
{{- end -}}
{{- $containers = append $containers $container.name -}}
{{- end -}}
{{- end -}}
{{- $volumes := list "aws-iam-token" "config" "sampling" "tmp" -}}
{{- $own := list -}}
{{- range $index, $volume := .Values.api.extraVolumes -}}
{{- if has $volume.name $volumes -}}
{{- $problems = append $problems (printf "api.extraVolumes[%d].name: %s is the name of another volume of the pod. Rename it." $index $volume.name) -}}
{{- end -}}
{{- $volumes = append $volumes $volume.name -}}
{{- $own = append $own $volume.name -}}
{{- end -}}
{{- range $index, $mount := .Values.api.extraVolumeMounts -}}
{{- if not (has $mount.name $own) -}}
{{- $problems = append $problems (printf "api.extraVolumeMounts[%d].name: %s is no volume of api.extraVolumes. Add the volume, or correct the name." $index $mount.name) -}}
{{- end -}}
{{- if has (trimSuffix "/" $mount.mountPath) (list "/tmp" "/etc/pmp") -}}
{{- $problems = append $problems (printf "api.extraVolumeMounts[%d].mountPath: %s has a volume of the chart. Choose another path." $index $mount.mountPath) -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{- define "pmp-xray.validate.scaling" -}}
{{- $problems := list -}}
{{- if .Values.api.autoscaling.enabled -}}
{{- if gt (int64 .Values.api.autoscaling.minReplicas) (int64 .Values.api.autoscaling.maxReplicas) -}}
{{- $problems = append $problems (printf "api.autoscaling.maxReplicas: %d is less than minReplicas, %d. Raise it." (int64 .Values.api.autoscaling.maxReplicas) (int64 .Values.api.autoscaling.minReplicas)) -}}
{{- end -}}
{{- if not (.Values.api.resources.requests | default dict).cpu -}}
{{- $problems = append $problems "api.autoscaling.enabled: true needs api.resources.requests.cpu, of which the target is a percentage; it is missing. Set it." -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{- define "pmp-xray.validate.routes" -}}
{{- $problems := list -}}
{{- if and (ne .Values.api.ingress.pathType "ImplementationSpecific") (regexMatch "[*?\\[\\]{}()^$|\\\\]" .Values.api.ingress.path) -}}
{{- $problems = append $problems (printf "api.ingress.path: %q with pathType %s is taken literally, so that a wildcard or a pattern matches nothing. Leave the wildcard out, or set api.ingress.pathType to ImplementationSpecific." .Values.api.ingress.path .Values.api.ingress.pathType) -}}
{{- end -}}
{{- if contains "*" .Values.api.httpRoute.path -}}
{{- $problems = append $problems (printf "api.httpRoute.path: %q is a prefix and taken literally: a wildcard matches nothing. Leave the wildcard out." .Values.api.httpRoute.path) -}}
{{- end -}}
{{- if and .Values.api.httpRoute.enabled (not .Values.api.httpRoute.parentRefs) -}}
{{- $problems = append $problems "api.httpRoute.parentRefs: [] attaches the route to no Gateway. Name one, for example [{\"name\":\"shared\",\"namespace\":\"gateways\"}]." -}}
{{- end -}}
{{- if and (or .Values.api.ingress.enabled .Values.api.httpRoute.enabled) (not .Values.api.enabled) -}}
{{- $problems = append $problems "api.ingress.enabled, api.httpRoute.enabled: there is nothing to route to with api.enabled=false. Set them to false." -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* Variables that the chart writes itself; each has a value of its own. */}}
{{- define "pmp-xray.validate.environment" -}}
{{- $problems := list -}}
{{- $own := dict
  "AWS_REGION" "region" "AWS_XRAY_CONTEXT_MISSING" "" "AWS_XRAY_DAEMON_ADDRESS" "" "K8S_NAMESPACE_NAME" "" "K8S_NODE_NAME" "" "K8S_POD_NAME" ""
  "NODE_ENV" "stage" "OTEL_RESOURCE_ATTRIBUTES" "stage" "OTEL_SERVICE_NAME" "api.serviceName"
  "PMP_PROPAGATE_TO" "api.propagateTo" "PMP_SAMPLING_PLAN_FILE" "sampling.rules" "PMP_TRUST_SAMPLED" "sampling.trustSampled" "PORT" "api.containerPort"
-}}
{{- $fixes := dict -}}
{{- range $name, $value := $own -}}
{{- $_ := set $fixes $name (ternary (printf "Set %s instead." $value) "Remove it." (ne $value "")) -}}
{{- end -}}
{{- range $name := keys .Values.api.env | sortAlpha -}}
{{- if hasKey $own $name -}}
{{- $problems = append $problems (printf "api.env.%s: would hide what the chart sets. %s" $name (get $fixes $name)) -}}
{{- end -}}
{{- end -}}
{{- $names := list -}}
{{- range $index, $variable := .Values.api.extraEnv -}}
{{- if hasKey $own .name -}}
{{- $problems = append $problems (printf "api.extraEnv[%d].name: %s would hide what the chart sets. %s" $index .name (get $fixes .name)) -}}
{{- else if hasKey $.Values.api.env .name -}}
{{- $problems = append $problems (printf "api.extraEnv[%d].name: %s is in api.env too. Remove one of the two." $index .name) -}}
{{- else if has .name $names -}}
{{- $problems = append $problems (printf "api.extraEnv[%d].name: %s is there twice. Remove one of the two." $index .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* Whose decision counts, and where headers go: words that stand alone, and headers that say nothing of who sent them. */}}
{{- define "pmp-xray.validate.trust" -}}
{{- $problems := list -}}
{{- $trusted := .Values.sampling.trustSampled -}}
{{- range $index, $entry := $trusted -}}
{{- if and (has $entry (list "all" "none")) (gt (len $trusted) 1) -}}
{{- $problems = append $problems (printf "sampling.trustSampled[%d]: %s stands alone. Remove it, or the other entries." $index $entry) -}}
{{- end -}}
{{- if regexMatch "^header:(?i:x-amzn-trace-id|traceparent|tracestate|baggage|host|user-agent|accept|connection)$" $entry -}}
{{- $problems = append $problems (printf "sampling.trustSampled[%d]: %s is a header that any caller sends. Name one that only your own gateway sets, or remove it." $index $entry) -}}
{{- end -}}
{{- end -}}
{{- $targets := .Values.api.propagateTo -}}
{{- range $index, $entry := $targets -}}
{{- if and (eq (lower $entry) "none") (gt (len $targets) 1) -}}
{{- $problems = append $problems (printf "api.propagateTo[%d]: none stands alone. Remove it, or the other entries." $index) -}}
{{- else if eq (lower $entry) "all" -}}
{{- $problems = append $problems (printf "api.propagateTo[%d]: all is written *. Write \"*\"." $index) -}}
{{- end -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{/* The order of evaluation is (Priority, RuleName), so equal priorities would decide by name; the API reads the list in this order. */}}
{{- define "pmp-xray.validate.sampling" -}}
{{- $problems := list -}}
{{- $names := dict -}}
{{- $last := dict "Priority" 0 "RuleName" "" -}}
{{- range $index, $rule := include "pmp-xray.sampling.rules" . | fromJsonArray -}}
{{- $place := printf "sampling.rules[%d]" $index -}}
{{- if hasKey $names $rule.RuleName -}}
{{- $problems = append $problems (printf "%s.RuleName: %q is already the name of sampling.rules[%d]. Rename one." $place $rule.RuleName (get $names $rule.RuleName)) -}}
{{- end -}}
{{- $_ := set $names $rule.RuleName $index -}}
{{- if le (int64 $rule.Priority) (int64 $last.Priority) -}}
{{- $problems = append $problems (printf "%s.Priority: %d of %q is not above %d of %q before it. Sort the rules by Priority, each one once." $place (int64 $rule.Priority) $rule.RuleName (int64 $last.Priority) $last.RuleName) -}}
{{- end -}}
{{- if ne (eq $rule.RuleName "Default") (eq (int64 $rule.Priority) 10000) -}}
{{- $problems = append $problems (printf "%s: %q has priority %d; 10000 is the priority of the rule named Default, and only of that one. Correct the name or the priority." $place $rule.RuleName (int64 $rule.Priority)) -}}
{{- end -}}
{{- $last = $rule -}}
{{- end -}}
{{- if and .Values.sampling.rules (ne $last.RuleName "Default") -}}
{{- $problems = append $problems (printf "sampling.rules: the last rule is %q; it must be Default (priority 10000), which decides when no other rule matches. Add it." $last.RuleName) -}}
{{- end -}}
{{- toYaml $problems -}}
{{- end }}

{{- define "pmp-xray.validate.network" -}}
{{- if and .Values.networkPolicy.enabled .Values.agent.enabled (not .Values.api.enabled) (not .Values.networkPolicy.agent.from) -}}
{{- list "networkPolicy.agent.from: [] with api.enabled=false blocks every sender. Name the pods that send traces, for example [{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"shop\"}}}], or set networkPolicy.enabled to false." | toYaml -}}
{{- end -}}
{{- end }}
