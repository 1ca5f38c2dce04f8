// Package cloud stands for the secrets of key management services, which the local stack doesn't use.
package cloud

import (
	"encoding/json"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/secrets"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

// Type is the name of this kind of secrets manager in a stack's state.
const Type = "cloud"

var errLeftOut = errors.New("this build has no secrets provider but the passphrase")

// EditProjectStack always fails.
func EditProjectStack(*workspace.ProjectStack, json.RawMessage) error {
	return errLeftOut
}

// NewCloudSecretsManagerFromState always fails.
func NewCloudSecretsManagerFromState(json.RawMessage) (secrets.Manager, error) {
	return nil, errLeftOut
}

// NewCloudSecretsManager always fails.
func NewCloudSecretsManager(*workspace.ProjectStack, string, bool) (secrets.Manager, error) {
	return nil, errLeftOut
}
