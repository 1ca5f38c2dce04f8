import type { WorldPaths } from "./paths.ts";
import type { WorldState } from "./world/state.ts";

/** What a person can do with the world that runs. Each command works as printed. */
export function nextSteps(state: WorldState, paths: WorldPaths): string {
  const { api, emulator } = state.ports;
  return `Next
  the API               curl http://127.0.0.1:${api}/api/products
  a traced failure      curl -i http://127.0.0.1:${api}/api/fail
  the cluster           kubectl --kubeconfig ${paths.kubeconfig} get pods
  AWS (emulated)        AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --region us-east-1 --endpoint-url http://127.0.0.1:${emulator} xray get-sampling-rules
  the same proof again  npm start
  what runs             npm run status
  take it all down      npm stop
`;
}
