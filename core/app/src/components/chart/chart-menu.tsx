import { ChartColumn, Download, Ellipsis, Image, Link2, Table2 } from "lucide-react";

import { useText } from "@/lib/i18n/react";
import { showToast } from "@/lib/toasts";

import { Button } from "../button";
import { copyText } from "../copy";
import { Menu } from "../menu";

interface Props {
  title: string;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  onCsv: () => void;
  onPicture: () => void;
  size?: "icon" | "small";
}

/** What can be done with every chart. */
export function ChartMenu({ title, asTable, onTable, onCsv, onPicture, size = "icon" }: Props) {
  const { t } = useText();
  const link = () => void copyText(window.location.href).then(() => showToast({ tone: "done", title: t.header.linkCopied }));
  return (
    <Menu
      button={<Button kind="ghost" size={size} className={size === "small" ? "h-6! min-h-6! w-7 px-0!" : ""} aria-label={t.chart.actions(title)} title={t.chart.more}><Ellipsis size={16} /></Button>}
      items={[
        { label: asTable ? t.chart.picture : t.chart.table, icon: asTable ? <ChartColumn size={15} /> : <Table2 size={15} />, onSelect: () => onTable(!asTable) },
        { label: t.header.copyLink, icon: <Link2 size={15} />, onSelect: link },
        { label: t.chart.csv, icon: <Download size={15} />, apart: true, onSelect: onCsv },
        { label: t.chart.png, icon: <Image size={15} />, disabled: asTable, onSelect: onPicture },
      ]}
    />
  );
}
