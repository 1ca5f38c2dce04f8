// Package s3 stands for the client of S3: a state in files never meets its type.
package s3

// CopyObjectInput is what a copy between objects of S3 is described by.
type CopyObjectInput struct {
	CopySource *string
}
