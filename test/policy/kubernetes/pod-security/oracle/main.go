// Says what Kubernetes' own admission thinks of pods: reads a JSON list of pods, writes for each the ids of the checks of
// profile "restricted" that refuse it. https://kubernetes.io/docs/concepts/security/pod-security-admission/
package main

import (
	"encoding/json"
	"log"
	"os"
	"sort"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func main() {
	var pods []corev1.Pod
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&pods); err != nil {
		log.Fatal(err)
	}
	refusals := make([][]string, 0, len(pods))
	for i := range pods {
		refusals = append(refusals, refusalsOf(&pods[i]))
	}
	if err := json.NewEncoder(os.Stdout).Encode(refusals); err != nil {
		log.Fatal(err)
	}
}

// The oldest version that EKS supports: newer ones let pods in user namespaces do more, which the policies don't.
var version = api.MajorMinorVersion(1, 34)

func refusalsOf(pod *corev1.Pod) []string {
	refused := []string{}
	overridden := map[policy.CheckID]bool{}
	for _, check := range policy.DefaultChecks() {
		for _, versioned := range applying(check) {
			for _, id := range versioned.OverrideCheckIDs {
				overridden[id] = true
			}
		}
	}
	for _, check := range policy.DefaultChecks() {
		versions := applying(check)
		if len(versions) == 0 || overridden[check.ID] {
			continue
		}
		if result := versions[len(versions)-1].CheckPod(&pod.ObjectMeta, &pod.Spec); !result.Allowed {
			refused = append(refused, string(check.ID))
		}
	}
	sort.Strings(refused)
	return refused
}

// The forms of a check up to the version, oldest first; the last one holds.
func applying(check policy.Check) []policy.VersionedCheck {
	found := []policy.VersionedCheck{}
	for _, candidate := range check.Versions {
		if !version.Older(candidate.MinimumVersion) {
			found = append(found, candidate)
		}
	}
	return found
}
