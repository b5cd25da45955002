import { memo } from "react";

import { newest, type Values } from "@/api/metrics";
import type { Container } from "@/api/types";
import { Ago } from "@/components/age";
import { cell } from "@/components/page";
import { Spark } from "@/components/spark";
import { StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { Actions } from "./actions";
import { markOf } from "./groups";
import { type Texts, useText } from "./text/use";

export const stateText = ({ state, health, exit_code }: Container, t: Texts): string => {
  const said = (t.containers.states as Record<string, string>)[state] ?? state;
  if (state === "exited") return `${said} (${exit_code})`;
  return health ? `${said}, ${(t.containers.healths as Record<string, string>)[health] ?? health}` : said;
};

export const portText = ({ private: inner, protocol, public: outer }: Container["ports"][number]): string =>
  `${outer === null ? "" : `${outer}→`}${inner}${protocol === "tcp" ? "" : `/${protocol}`}`;

interface Props {
  container: Container;
  cpu: Values | undefined;
  memory: Values | undefined;
  /** The node's name is said where it is not the heading. */
  node: boolean;
  onOpen: (container: Container) => void;
}

export const ContainerRow = memo(function ContainerRow({ container, cpu = [], memory = [], node, onOpen }: Props) {
  const { t, f } = useText();
  const { name, image, image_created_at: made, restarts, ports, oom_killed } = container;
  const where = node ? `${container.node_name} · ` : "";
  const limit = container.limits["memory_bytes"];
  return (
    <tr className="num border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "max-w-0 w-[30%] text-left font-medium max-md:w-auto")}>
        <button type="button" aria-label={t.containers.details(name)} onClick={() => onOpen(container)} className="cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{name}</button>
        <span className="cut block text-xs font-normal text-fg3" title={image}>{where}{image}{made && <> · <Ago at={unix(made)} /></>}</span>
        <span className="mt-1 flex items-center gap-2 text-xs font-normal md:hidden"><StateMark state={markOf(container)} />{stateText(container, t)}</span>
      </th>
      <td className={cx(cell, "max-md:hidden")}>
        <span className="flex items-center gap-2"><StateMark state={markOf(container)} /><span>{stateText(container, t)}{oom_killed && <b className="ml-1.5 font-semibold text-badink">OOM</b>}</span></span>
      </td>
      <td className={cx(cell, "text-right max-md:hidden", restarts > 0 ? "text-warnink" : "text-fg3")}>{f.integer(restarts)}</td>
      <td className={cx(cell, "max-lg:hidden")}><span className="flex items-center justify-end gap-2"><Spark values={cpu} color="var(--s1)" height={24} />{<span className="w-12 text-right">{f.percent(newest(cpu))}</span>}</span></td>
      <td className={cx(cell, "max-lg:hidden")} title={limit ? `${t.containers.limit}: ${f.bytes(limit)}` : undefined}>
        <span className="flex items-center justify-end gap-2"><Spark values={memory} color="var(--s1)" height={24} /><span className="w-16 text-right whitespace-nowrap">{f.bytes(newest(memory))}</span></span>
      </td>
      <td className={cx(cell, "max-w-0 w-[12%] max-xl:hidden")}><span className="mono cut block text-xs text-fg2">{ports.map(portText).join(" ") || "—"}</span></td>
      <td className={cx(cell, "w-px text-right whitespace-nowrap")}><Actions container={container} /></td>
    </tr>
  );
});
