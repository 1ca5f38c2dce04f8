import * as provider from "@pulumi/pulumi/provider/index.js";
import awsPackage from "@pulumi/aws/package.json" with { type: "json" };
import { endWithEngine } from "../end-with-engine.ts";
import { AwsProvider } from "./provider.ts";

endWithEngine();

// The version of the SDK that the program uses: the engine asks for a plugin of exactly that version.
await provider.main(new AwsProvider(awsPackage.version), process.argv.slice(2));
