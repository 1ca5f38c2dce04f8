/** AWS' distribution of OpenTelemetry, as its documentation loads it. */
require("@aws/aws-distro-opentelemetry-node-autoinstrumentation/register");
