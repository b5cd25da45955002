import { ChevronRight } from "lucide-react";

import type { NodePreview } from "@/api/types";
import { diffLines, sizeOf } from "@/lib/diff";

import { Diff } from "../diff";
import { useText } from "./text/use";

interface Group {
  names: string[];
  files: NodePreview["files"];
}

/** Nodes on which the very same changes stand together. */
export function grouped(nodes: readonly NodePreview[]): Group[] {
  const found = new Map<string, Group>();
  for (const { name, files } of nodes) {
    if (files.length === 0) continue;
    const key = JSON.stringify(files);
    const group = found.get(key);
    if (group) group.names.push(name);
    else found.set(key, { names: [name], files });
  }
  return [...found.values()];
}

/** What becomes different in NGINX's files, node by node; the files of sites are open at once. */
export function FileChanges({ nodes }: { nodes: readonly NodePreview[] }) {
  const { t, f } = useText();
  const groups = grouped(nodes);
  if (groups.length === 0) return <p className="text-fg2">{t.deploy.noFiles}</p>;
  return groups.map(({ names, files }) => (
    <section key={names.join(" ")} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <h3 className="label">{t.deploy.onNodes(names.join(", "))}</h3>
      {files.map(({ file, what, text }) => {
        const { added, removed } = sizeOf(diffLines(text ?? ""));
        return (
          <details key={file} open={file.startsWith("sites/") || files.length === 1} className="group min-w-0">
            <summary className="flex min-h-7 cursor-pointer items-center gap-2 rounded-ctl hover:bg-hover">
              <ChevronRight size={14} aria-hidden="true" className="shrink-0 text-fg3 group-open:rotate-90" />
              <span className="mono cut min-w-0">{file}</span><span className="text-xs text-fg3">{t.diff.what[what]}</span>
              {text !== null && <span className="num ml-auto text-xs text-fg2">+{f.integer(added)} −{f.integer(removed)}</span>}
            </summary>
            {text === null ? <p className="py-1 text-fg3">{t.diff.secret}</p> : <Diff text={text} label={t.diff.of(file)} />}
          </details>
        );
      })}
    </section>
  ));
}
