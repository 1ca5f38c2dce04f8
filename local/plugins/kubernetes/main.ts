import * as provider from "@pulumi/pulumi/provider/index.js";
import kubernetesPackage from "@pulumi/kubernetes/package.json" with { type: "json" };
import { KubernetesProvider } from "./provider.ts";

// The version of the SDK that the program uses: the engine asks for a plugin of exactly that version.
await provider.main(new KubernetesProvider(kubernetesPackage.version), process.argv.slice(2));
