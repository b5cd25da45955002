import { cx } from "@/lib/cx";

import { frameAddress } from "./requests";

interface Props {
  token: string;
  title: string;
  width: number;
  height: number;
  /** How much smaller it is shown. */
  scale?: number;
  dark: boolean;
  className?: string;
  /** Only a picture of it: it is not reached by keyboard. */
  picture?: boolean;
}

/** A page of somebody in a frame that runs nothing, sends nothing and leads nowhere. */
export function PageFrame({ token, title, width, height, scale = 1, dark, className, picture = false }: Props) {
  return (
    <div className={cx("overflow-hidden", className)} style={{ width: width * scale, height: height * scale }}>
      <iframe
        src={frameAddress(token)} title={title} sandbox="" referrerPolicy="no-referrer" loading="lazy" tabIndex={picture ? -1 : undefined} aria-hidden={picture || undefined}
        className={cx("origin-top-left border-0", picture && "pointer-events-none")} style={{ width, height, transform: `scale(${scale})`, colorScheme: dark ? "dark" : "light" }}
      />
    </div>
  );
}
