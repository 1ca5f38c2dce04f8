import * as provider from "@pulumi/pulumi/provider/index.js";
import kubernetesPackage from "@pulumi/kubernetes/package.json" with { type: "json" };
import { endWithEngine } from "../end-with-engine.ts";
import { onConfigure, providerOptions } from "./options.ts";
import { KubernetesProvider } from "./provider.ts";

endWithEngine();

// The version of the SDK that the program uses: the engine asks for a plugin of exactly that version.
const kubernetes = new KubernetesProvider(kubernetesPackage.version, providerOptions(new Map(), process.env));
onConfigure((variables) => kubernetes.configure(providerOptions(variables, process.env)));
await provider.main(kubernetes, process.argv.slice(2));
