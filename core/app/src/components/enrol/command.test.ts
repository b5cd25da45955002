import { expect, it } from "vitest";

import { composeCommand, shellCommand } from "./command";

const made = { core: "https://core.example/dozor", id: "n0123456789ab", key: "a.key~of/64+" };

it("writes all that an agent needs into an .env of one's own, and starts it", () => {
  const lines = composeCommand(made).split("\n");
  expect(lines[0]).toMatch(/umask 077; cat > \.env\).*docker compose up -d/);
  expect(lines.slice(1)).toEqual([
    "DOZOR_CORE_URL=https://core.example/dozor",
    "DOZOR_NODE_ID=n0123456789ab",
    "DOZOR_NODE_KEY=a.key~of/64+",
    "COMPOSE_FILE=docker-compose.yml:docker-compose.containers.yml",
    "END",
  ]);
});

it("sets an installed agent's variables before it", () => {
  expect(shellCommand(made)).toMatch(/^DOZOR_CORE_URL=\S+ \\\n {2}DOZOR_NODE_ID=.*dozor agent$/s);
});
