import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo } from "react";

import type { Alarm } from "@/api/types";
import type { DataTableProps } from "@/components/data-table/data-table";
import { ListTable } from "@/components/list-table/list-table";

import { alarmColumns } from "./alarm-columns";
import { nodeNamesQuery } from "./requests";
import { useText } from "./text/use";

interface Props extends Pick<DataTableProps<Alarm>, "rows" | "error" | "onRetry" | "more"> {
  /** They have ended, or may have. */
  over?: boolean;
  onOpen: (id: string) => void;
  title: ReactNode;
  none: ReactNode;
}

const keyOf = ({ id }: Alarm) => id;
const SILENCED = "silenced";
const groupOf = ({ silenced }: Alarm) => (silenced ? SILENCED : "firing");

/** Alarms, the newest first; of those that fire, the silenced ones apart. */
export function AlarmTable({ over = false, onOpen, ...rest }: Props) {
  const { t, f, lang } = useText();
  const { data: nodes } = useQuery(nodeNamesQuery);
  const columns = useMemo(() => alarmColumns({ t, f, lang, nodes }, over), [t, f, lang, nodes, over]);
  const open = useCallback(({ id }: Alarm) => onOpen(id), [onOpen]);
  const groups = useMemo(() => ({ of: groupOf, renderHead: (name: string) => (name === SILENCED ? t.alarms.silencedOnes : null) }), [t]);
  return <ListTable {...rest} name={over ? "alarm-history" : "alarms"} label={t.alarms.title} keyOf={keyOf} columns={columns} usual="-fired_at" onOpen={open} live={!over} {...(!over && { groups })} />;
}
