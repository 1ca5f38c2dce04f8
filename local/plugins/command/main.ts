import commandPackage from "@pulumi/command/package.json" with { type: "json" };
import * as provider from "@pulumi/pulumi/provider/index.js";
import { CommandProvider } from "./provider.ts";

// The version of the SDK that the program uses: the engine asks for a plugin of exactly that version.
await provider.main(new CommandProvider(commandPackage.version), process.argv.slice(2));
