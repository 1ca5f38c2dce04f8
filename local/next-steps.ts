import type { WorldState } from "./world/state.ts";

/** What a person can do with the world that runs. Each command works as printed. */
export function nextSteps({ access }: WorldState): string {
  return `Next
  the API               curl ${access.apiUrl}/api/products
  a traced failure      curl -i ${access.apiUrl}/api/fail
  the cluster           kubectl --kubeconfig ${access.kubeconfig} get pods
  AWS (emulated)        AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --region us-east-1 --endpoint-url ${access.emulatorUrl} xray get-sampling-rules
  the same proof again  npm start
  what runs             npm run status
  take it all down      npm stop
`;
}
