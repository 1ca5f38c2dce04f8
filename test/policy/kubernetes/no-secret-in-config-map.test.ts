import { noSecretInConfigMap } from "../../../policy/kubernetes/no-secret-in-config-map.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noSecretInConfigMap, {
  bad: [
    { urn: "ConfigMap shop/api-config", path: 'data["API_KEY"]', message: "It holds a secret in plain text." },
    {
      urn: "ConfigMap shop/api-config",
      path: 'data["app.properties"]',
      message: "Line 2 (db.password) holds a secret in plain text.",
    },
    {
      urn: "ConfigMap shop/api-config",
      path: 'data["settings.json"]',
      message: "Line 2 (aws_secret_access_key) holds a static AWS credential.",
    },
    { urn: "ConfigMap shop/api-config", path: 'binaryData["key.bin"]', message: "It holds an AWS access key id." },
  ],
  unknownAt: 'data["API_KEY"]',
});
