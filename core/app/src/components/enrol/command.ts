/** What an agent needs to know to report. */
export interface Enrolment {
  core: string;
  id: string;
  key: string;
}

const settings = ({ core, id, key }: Enrolment): string[] => [`DOZOR_CORE_URL=${core}`, `DOZOR_NODE_ID=${id}`, `DOZOR_NODE_KEY=${key}`];

/** Settings on one line each, for a shell on the node. */
export const shellCommand = (enrolment: Enrolment): string =>
  [...settings(enrolment), "DOZOR_LOGS=/var/log/nginx/access.log", "dozor agent"].join(" \\\n  ");

/** For a shell in Dozor's folder on the node: an `.env` that nobody else reads, and agent and NGINX by Compose. */
export const composeCommand = (enrolment: Enrolment): string =>
  [
    "cd agent && (umask 077; cat > .env) <<'END' && docker compose up -d --build",
    ...settings(enrolment),
    "COMPOSE_FILE=docker-compose.yml:docker-compose.containers.yml",
    "END",
  ].join("\n");
