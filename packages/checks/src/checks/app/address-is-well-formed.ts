import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

const ONE = String.raw`[^\s:/]+:\d{1,5}`;
const FORM = new RegExp(`^(?:${ONE}|tcp:${ONE} udp:${ONE}|udp:${ONE} tcp:${ONE})$`);

export const addressIsWellFormed = defineCheck({
  name: "address-is-well-formed",
  link: "app",
  title: "AWS_XRAY_DAEMON_ADDRESS is host:port",
  why: "A URL, or a host without a port, makes an SDK throw, or send to its default 127.0.0.1:2000.",
  fix: "Write host:port, such as xray-daemon:2000.",
  needs: { api: apiEnvironment },
  sources: [
    "https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html",
    "https://github.com/aws/aws-xray-sdk-node/issues/258",
  ],
  *check({ api }) {
    const address = api.env.AWS_XRAY_DAEMON_ADDRESS;
    // Variables of Kubernetes may make up a part of it.
    if (address === undefined || address.startsWith("(") || FORM.test(address.replace(/\$\([A-Z_]+\)/g, "node")))
      return;
    yield { message: `AWS_XRAY_DAEMON_ADDRESS is ${JSON.stringify(address)}.`, object: api.object };
  },
});
