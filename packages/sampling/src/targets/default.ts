import { newAddress, readAddress, isPrivate } from "../trust/address.ts";

/** Names that only a network of one's own resolves. */
const INNER = [".svc", ".local", ".internal", ".localhost"];

/**
 * Under which AWS names its endpoints, in all partitions: of services (also execute-api and load balancers), with IPv4
 * and with both.
 */
const AWS = [
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
].map((suffix) => `.${suffix}`);

/** Lambda's function URLs: other names under `on.aws` are not AWS's. */
const LAMBDA_URL = /\.lambda-url\.[a-z0-9-]+\.on\.(aws|amazonwebservices\.com\.cn|amazonwebservices\.eu)$/;

/** Public names of instances, which are machines of anybody. */
const INSTANCE = /\.compute(-1)?\.amazonaws\.(com|com\.cn|eu)$/;

const address = newAddress();

/** Whether a host (see `normalHost`) is an own one or AWS's, by its name alone. */
export function isOwnByName(host: string): boolean {
  if (readAddress(host, address)) return isPrivate(address) || isUnspecified(host);
  if (!host.includes(".") && !host.includes(":")) return true;
  if (INNER.some((suffix) => host.endsWith(suffix))) return true;
  return isAws(host) && !INSTANCE.test(host);
}

function isAws(host: string): boolean {
  return AWS.some((suffix) => host.endsWith(suffix)) || LAMBDA_URL.test(host);
}

/** Names of the local machine. */
function isUnspecified(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Second-level labels of country registries: `co.uk`, `com.au`, `or.jp`. */
const SECOND_LEVEL = /^(ac|co|com|edu|go|gob|gouv|gov|govt|id|ltd|me|mil|ne|net|nhs|nom|or|org|plc|sch)$/;

/** Domains under which anyone can register a name, so their hosts are unrelated. */
const SHARED = new Set(
  (
    "github.io github.dev gitlab.io gitpod.io herokuapp.com azurewebsites.net azure.com azureedge.net windows.net " +
    "cloudapp.net vercel.app now.sh netlify.app pages.dev workers.dev web.app firebaseapp.com run.app appspot.com " +
    "cloudfunctions.net fly.dev onrender.com railway.app ondigitalocean.app ngrok.io ngrok.app ngrok.dev ngrok-free.app " +
    "ngrok-free.dev trycloudflare.com cloudfront.net awsapprunner.com elasticbeanstalk.com amplifyapp.com on.aws " +
    "deno.dev surge.sh glitch.me repl.co replit.app hf.space supabase.co nip.io sslip.io duckdns.org loca.lt " +
    "blogspot.com myshopify.com wordpress.com"
  ).split(" "),
);

/**
 * The domain whose other hosts count as related to this one: its last two labels, or three if a registry has a second
 * level. Undefined for an address, a single label, and domains under which anyone can register a name; does not use the
 * public suffix list.
 * @param host see `normalHost`
 */
export function ownDomain(host: string): string | undefined {
  if (isAws(`.${host}`) || readAddress(host, address) || host.includes(":")) return undefined;
  const labels = host.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  if (labels.includes("") || labels.length < 2) return undefined;
  if (SHARED.has(`${second}.${top}`)) return undefined;
  const count = top.length === 2 && SECOND_LEVEL.test(second) ? 3 : 2;
  return labels.length < count ? undefined : labels.slice(-count).join(".");
}

export function isInDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
