import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";

import type { PagePreview } from "@/api/types";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/states";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";

import { PageFrame } from "./frame";
import type { Page } from "./page";
import { type Form, framesQuery, type Language } from "./requests";
import { useText } from "./text/use";

const SIZES = { desktop: [1280, 800], mobile: [390, 780] } as const;

interface Props {
  preview: PagePreview | undefined;
  page: Page;
  set: string;
  language: Language;
  form: Form;
  /** Who may not try templates sees what is saved. */
  blocked: boolean;
}

/** The page as a visitor sees it, on a large screen and on a phone. */
export function Preview({ preview, page, set, language, form, blocked }: Props) {
  const { t } = useText();
  const { theme } = useStore(prefs);
  const [size, setSize] = useState<keyof typeof SIZES>("desktop");
  const [dark, setDark] = useState(theme === "dark");
  const { data: frames } = useQuery({ ...framesQuery(set, language), enabled: blocked });
  const token = blocked ? frames?.find((each) => each.page === page)?.frame : preview?.frame;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        {form === "html" && <Segmented label={t.errorPages.size} value={size} options={(["desktop", "mobile"] as const).map((value) => ({ value, label: t.errorPages.sizes[value] }))} onChange={setSize} />}
        {form === "html" && <Segmented label={t.errorPages.look} value={dark ? "dark" : "light"} options={(["light", "dark"] as const).map((value) => ({ value, label: t.errorPages[value] }))} onChange={(value) => setDark(value === "dark")} />}
      </div>
      {!token && !preview && <Skeleton className="h-96" />}
      {preview && !token && <p className="py-16 text-center text-fg3">{t.errorPages.cannot}</p>}
      {token && form === "html" && <Fitted token={token} title={t.errorPages.frame(page)} size={SIZES[size]} dark={dark} />}
      {preview?.content && form === "json" && <pre className="mono max-h-96 overflow-auto rounded-ctl bg-bg p-3 whitespace-pre-wrap break-all">{preview.content}</pre>}
    </>
  );
}

/** As large as there is room for. */
function Fitted({ token, title, size: [width, height], dark }: { token: string; title: string; size: readonly [number, number]; dark: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const seen = new ResizeObserver(() => setRoom(element.clientWidth));
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  const scale = Math.min(1, (room || 1) / width);
  return <div ref={box} className="grid justify-items-center">{room > 0 && <PageFrame token={token} title={title} width={width} height={height} scale={scale} dark={dark} className="rounded-ctl border border-line" />}</div>;
}
