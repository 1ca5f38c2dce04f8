/** The daemon's image that charts/pmp-xray pins; a test compares them. */
export const DAEMON_IMAGE = "public.ecr.aws/xray/aws-xray-daemon:3.6.6";

/** UDP and TCP port of the agent. */
export const AGENT_PORT = 2000;

/** Name of the agent's Service, ServiceAccount and DaemonSet in charts/pmp-xray. */
export const AGENT_NAME = "xray-daemon";
