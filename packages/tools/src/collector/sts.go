package main

import (
	"net/http"
	"net/url"
	"os"
	"strings"
)

// The exporter's AWS SDK reads AWS_ENDPOINT_URL_STS; the one behind the receiver's TCP proxy is of the generation before
// and does not. Both must ask the same STS for the agent's role, so the default HTTP client, which the older SDK uses,
// sends what is meant for AWS's own STS to that endpoint when it is set.
func init() {
	endpoint, err := url.Parse(os.Getenv("AWS_ENDPOINT_URL_STS"))
	if err != nil || endpoint.Host == "" {
		return
	}
	http.DefaultClient.Transport = stsRedirect{endpoint: endpoint, next: http.DefaultTransport}
}

type stsRedirect struct {
	endpoint *url.URL
	next     http.RoundTripper
}

func (r stsRedirect) RoundTrip(request *http.Request) (*http.Response, error) {
	host := request.URL.Hostname()
	if strings.HasPrefix(host, "sts.") && strings.Contains(host, "amazonaws.com") {
		request = request.Clone(request.Context())
		request.URL.Scheme = r.endpoint.Scheme
		request.URL.Host = r.endpoint.Host
		request.Host = r.endpoint.Host
	}
	return r.next.RoundTrip(request)
}
