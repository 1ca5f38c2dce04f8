/** The emulator's built-in account. */
export const accountId = "123456789012";
export const region = "us-east-1";

/**
 * Environment for processes on this machine that call the emulator: `test`/`test` is its root identity. Overrides the
 * user's AWS settings, so that nothing can reach a real account. Not for pods: the agent gets its role by its service
 * account's token.
 */
export function emulatorEnv(endpoint: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  // An endpoint for one service would win over the one for all.
  const ofOneService = Object.keys(env).filter((name) => name.startsWith("AWS_ENDPOINT_URL_"));
  return {
    AWS_ENDPOINT_URL: endpoint,
    ...Object.fromEntries(ofOneService.map((name) => [name, endpoint])),
    // With either of these the SDKs refuse an endpoint that they are given.
    AWS_USE_FIPS_ENDPOINT: "false",
    AWS_USE_DUALSTACK_ENDPOINT: "false",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/** The same for an AWS SDK client made in this process. */
export function clientConfig(endpoint: string) {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}
