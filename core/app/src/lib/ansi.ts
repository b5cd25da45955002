/** Text of one look: a colour 0-15 of the terminal's (null: its own), and whether it is bold. */
export interface Piece {
  text: string;
  color: number | null;
  bold: boolean;
}

// eslint-disable-next-line no-control-regex -- the escape is what is looked for
const SEQUENCE = /\u001b\[([0-9;]*)m/g;

/** Cuts a line at its colours. What is no colour of the sixteen is shown in the text's own. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let look = { color: null as number | null, bold: false };
  let from = 0;
  for (const found of text.matchAll(SEQUENCE)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), ...look });
    look = applied(look, found[1] ?? "");
    from = found.index + found[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), ...look });
  return pieces;
}

/** The text alone. */
export const withoutColors = (text: string): string => text.replaceAll(SEQUENCE, "");

function applied(look: Omit<Piece, "text">, codes: string): Omit<Piece, "text"> {
  let { color, bold } = look;
  const numbers = codes.split(";").map(Number);
  for (let i = 0; i < numbers.length; i += 1) {
    const code = numbers[i] ?? 0;
    if (code === 0) [color, bold] = [null, false];
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 39) color = null;
    else if (code >= 30 && code <= 37) color = code - 30;
    else if (code >= 90 && code <= 97) color = code - 82;
    else if (code === 38 || code === 48) {
      const indexed = numbers[i + 1] === 5;
      const index = numbers[i + 2] ?? 16;
      if (code === 38) color = indexed && index < 16 ? index : null;
      i += indexed ? 2 : 4;
    }
  }
  return { color, bold };
}
