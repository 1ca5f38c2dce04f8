package cloud

import "github.com/spf13/cobra"

// NewAPICmd stands for `pulumi api`, which calls Pulumi Cloud and brings a whole OpenAPI library.
func NewAPICmd() *cobra.Command {
	return &cobra.Command{Use: "api", Hidden: true}
}

// APIError is the error of that command.
type APIError struct {
	ExitCode int
	Silent   bool
}

func (*APIError) Error() string {
	return "this build has no `pulumi api`"
}
