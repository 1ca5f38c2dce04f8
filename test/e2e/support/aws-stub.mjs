#!/usr/bin/env node
// Stands in for the AWS CLI where it is not installed: the one call that the program makes with it.
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { parseArgs } from "node:util";

const [service, action, ...args] = process.argv.slice(2);
if (`${service} ${action}` !== "logs put-retention-policy") throw new Error(`unexpected: aws ${service} ${action}`);
const { values } = parseArgs({
  args,
  options: { "log-group-name": { type: "string" }, "retention-in-days": { type: "string" } },
});
const logGroupName = values["log-group-name"];
const retentionInDays = Number(values["retention-in-days"]);
await new CloudWatchLogsClient({}).send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
