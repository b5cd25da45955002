import type { SourceProfile } from "@/api/types";
import { useText } from "./text/use";

import { Panel } from "./panel";
import { Strength, Strengths } from "./strengths";

/** Which paths it asked for, by the hour: one colour, the more the stronger; the number is in every cell. */
export function Heat({ profile: { heat } }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const most = Math.max(1, ...heat.rows.flatMap(({ counts }) => counts));
  return (
    <Panel title={t.profile.heat} note={heat.samples > 0 ? t.profile.heatNote(heat.samples) : undefined}>
      {heat.rows.length === 0 ? <p className="text-fg2">{t.profile.heatNone}</p> : (
        <Strengths
          label={t.profile.path}
          of={t.profile.path}
          heads={heat.hours.map((hour) => <th key={hour} scope="col" title={f.moment(hour)} className="min-w-9 px-1 font-normal text-fg3">{f.axis(hour, 3600)}</th>)}
        >
          {heat.rows.map(({ path, counts }) => (
            <tr key={path}>
              <th scope="row" className="max-w-0 w-[55%] text-left font-normal"><span className="mono cut block text-xs" title={path}>{path}</span></th>
              {counts.map((count, i) => <Strength key={heat.hours[i]} color="--s1" percent={count === 0 ? null : 15 + 45 * (count / most)} none="0">{f.integer(count)}</Strength>)}
            </tr>
          ))}
        </Strengths>
      )}
    </Panel>
  );
}
