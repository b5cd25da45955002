import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** In our tokens, so that it follows the theme by itself. */
const frame = EditorView.theme({
  "&": { height: "100%", color: "var(--fg)", backgroundColor: "transparent", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-num)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { caretColor: "var(--fg)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--fg)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--fg-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 12px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--active)", color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--fg)", border: "1px solid var(--line-2)", borderRadius: "8px", boxShadow: "var(--shadow)" },
  ".cm-diagnostic": { padding: "6px 10px", whiteSpace: "pre-wrap", maxWidth: "520px", fontFamily: "var(--font-ui)", fontSize: "13px" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warn)", textUnderlineOffset: "3px" },
  ".cm-wrong": { backgroundColor: "color-mix(in srgb, var(--bad) 12%, transparent)" },
  ".cm-doubtful": { backgroundColor: "color-mix(in srgb, var(--warn) 12%, transparent)" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--fg)", borderColor: "var(--line)" },
  ".cm-textfield": { backgroundColor: "var(--field)", border: "1px solid var(--line-2)", borderRadius: "6px" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--active)", border: "none", borderRadius: "6px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.lineComment], color: "var(--fg-3)" },
  { tag: [tags.tagName, tags.angleBracket], color: "var(--sev4-ink)" },
  { tag: [tags.attributeName], color: "var(--accent)" },
  { tag: [tags.keyword, tags.atom, tags.bool, tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok-ink)" },
  { tag: [tags.number], color: "var(--warn-ink)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--sev4-ink)" },
  { tag: [tags.meta, tags.punctuation], color: "var(--fg-2)" },
]);

export const look: Extension = [frame, syntaxHighlighting(colours)];
