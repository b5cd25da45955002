/** What an agent needs to know to report. */
export interface Enrolment {
  core: string;
  id: string;
  key: string;
}

/** Settings on one line each, for a shell on the node. */
export const shellCommand = ({ core, id, key }: Enrolment): string =>
  ["DOZOR_CORE_URL=" + core, "DOZOR_NODE_ID=" + id, "DOZOR_NODE_KEY=" + key, "DOZOR_LOGS=/var/log/nginx/access.log", "dozor agent"].join(" \\\n  ");

export const dockerCommand = ({ core, id, key }: Enrolment): string =>
  [
    "docker run -d --name dozor-agent --restart unless-stopped",
    "--pid host --network host",
    "-v /:/host:ro -v /var/log/nginx:/var/log/nginx:ro -v dozor-agent:/var/lib/dozor",
    `-e DOZOR_CORE_URL=${core}`,
    `-e DOZOR_NODE_ID=${id}`,
    `-e DOZOR_NODE_KEY=${key}`,
    "-e DOZOR_LOGS=/var/log/nginx/access.log -e DOZOR_HOST_PROC=/host/proc",
    "dozor agent",
  ].join(" \\\n  ");
