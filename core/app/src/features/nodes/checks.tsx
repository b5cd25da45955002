import { place } from "@/api/place";
import { CopyButton } from "@/components/copy";

import { useText } from "./text/use";

/** Why a node may be silent, and commands that tell which it is. */
export function Checks() {
  const { t } = useText();
  const core = window.location.origin + place;
  const causes = [
    { cause: t.nodes.checkRuns, commands: ["systemctl status dozor-agent", "docker compose ps agent"] },
    { cause: t.nodes.checkReach, commands: [`curl -fsS ${core}/api/v1/health`] },
    { cause: t.nodes.checkKey, commands: ["journalctl -u dozor-agent -n 50", "docker compose logs --tail 50 agent"] },
  ];
  return (
    <section className="panel min-w-0 p-4" aria-label={t.nodes.checks}>
      <h2 className="mb-2 text-md font-semibold">{t.nodes.checks}</h2>
      <ol className="grid list-decimal gap-3 pl-5 lg:grid-cols-3 lg:gap-x-8">
        {causes.map(({ cause, commands }) => (
          <li key={cause} className="min-w-0">
            <p className="mb-1.5">{cause}</p>
            <div className="grid gap-1">
              {commands.map((command) => (
                <div key={command} className="flex items-center gap-2"><code className="mono min-w-0 flex-1 rounded-chip bg-bg px-2 py-1.5 text-xs break-all">{command}</code><CopyButton text={command} /></div>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
