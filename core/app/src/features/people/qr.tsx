/** The dark squares of a QR code as one path, in squares; `rows` hold 1 for dark. */
export function darkPath(rows: readonly string[]): string {
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`)).join("");
}

/** A QR code, with the quiet margin of four squares that readers want; dark on light in every theme. */
export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const size = rows.length + 8;
  return (
    <svg role="img" aria-label={label} viewBox={`-4 -4 ${size} ${size}`} shapeRendering="crispEdges" className="size-52 max-w-full rounded-ctl">
      <rect x="-4" y="-4" width={size} height={size} fill="#fff" />
      <path d={darkPath(rows)} fill="#000" />
    </svg>
  );
}
