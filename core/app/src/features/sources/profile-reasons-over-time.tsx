import { Link } from "@tanstack/react-router";

import type { SourceProfile } from "@/api/types";
import { featureName } from "@/lib/feature";
import { unix } from "@/lib/instant";

import { Panel } from "./panel";
import { reasonsOverTime } from "./reasons-over-time";
import { Strength, Strengths } from "./strengths";
import { useText } from "./text/use";

const DAY = 86_400;

/** How what spoke against it changed from decision to decision: one colour, the more the stronger; the number is in every cell. */
export function ReasonsOverTimePanel({ profile: { decisions: made, key } }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const told = reasonsOverTime(made, key);
  if (!told) return null;
  const days = new Set(told.decisions.map(({ decided_at: at }) => f.axis(unix(at), DAY))).size;
  return (
    <Panel title={t.profile.reasonsOver} note={t.profile.reasonsOverNote}>
      <Strengths
        label={t.profile.reasonsOver}
        of={t.profile.why}
        heads={told.decisions.map(({ id, decided_at: at, type }) => (
          <th key={id} scope="col" className="min-w-14 px-1 font-normal">
            <Link to="/decisions" search={{ open: id } as never} title={`${t.decisions.types[type]}, ${f.moment(unix(at))}`} className="block min-h-6 leading-6 whitespace-nowrap text-fg2 hover:text-accent hover:underline">{days > 1 && <span className="block text-fg3">{f.axis(unix(at), DAY)}</span>}{f.clock(unix(at))}</Link>
          </th>
        ))}
      >
        {told.rows.map(({ feature, shares }) => {
          const name = featureName(feature, t, f);
          return (
            <tr key={feature}>
              <th scope="row" className="w-[45%] max-w-0 text-left font-normal"><span className="cut block" title={name}>{name}</span></th>
              {shares.map((share, i) => <Strength key={told.decisions[i]?.id} color="--sev3" percent={share === null ? null : 10 + 40 * share} none="—">{share !== null && f.percent(share)}</Strength>)}
            </tr>
          );
        })}
      </Strengths>
    </Panel>
  );
}
