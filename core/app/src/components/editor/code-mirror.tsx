import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentUnit, StreamLanguage } from "@codemirror/language";
import { html } from "@codemirror/legacy-modes/mode/xml";
import { nginx } from "@codemirror/legacy-modes/mode/nginx";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "react";

import type { EditorProps, Problem } from "./editor";
import { look } from "./look";

const LANGUAGES = { yaml: StreamLanguage.define(yaml), nginx: StreamLanguage.define(nginx), html: StreamLanguage.define(html) } as const;
const mark = StateEffect.define<readonly Problem[]>();

/** Whole lines in the colour of what is wrong with them: an underline alone is easily missed. */
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const told = transaction.effects.find((effect) => effect.is(mark))?.value;
    if (!told) return lines.map(transaction.changes);
    const { doc } = transaction.state;
    const places = new Map(told.filter(({ line }) => line >= 1 && line <= doc.lines).toSorted((a, b) => b.severity.localeCompare(a.severity)).map(({ line, severity }) => [doc.line(line).from, severity]));
    return Decoration.set([...places].toSorted(([a], [b]) => a - b).map(([from, severity]) => Decoration.line({ class: severity === "error" ? "cm-wrong" : "cm-doubtful" }).range(from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});

function diagnosticsOf(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.filter(({ line }) => line >= 1 && line <= state.doc.lines).map(({ line, severity, message }) => {
    const { from, to, text } = state.doc.line(line);
    return { from: from + (text.length - text.trimStart().length), to, severity, message };
  }).toSorted((a, b) => a.from - b.from);
}

type Now = { current: Pick<EditorProps, "onChange"> };

function extensionsOf({ language, label, onChange }: EditorProps, now: Now): Extension[] {
  const reads = !onChange;
  return [
    lineNumbers(), history(), drawSelection(), bracketMatching(), search({ top: true }), highlightSelectionMatches(), lintGutter(), marked,
    indentUnit.of("  "), EditorState.tabSize.of(4), LANGUAGES[language], look, EditorView.lineWrapping,
    ...(reads ? [EditorState.readOnly.of(true)] : [highlightActiveLine(), highlightActiveLineGutter()]),
    // Tab goes on to the next control, as everywhere: who writes by keyboard alone must get out again.
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
    EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-multiline": "true", spellcheck: "false", autocapitalize: "off" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((each) => each.isUserEvent("given"))) now.current.onChange?.(update.state.doc.toString());
    }),
  ];
}

/**
 * The editor itself, in a shadow root: there its rules are a constructed sheet, which a strict content policy allows.
 * What is typed stays within, as the keys of the screen must not hear it.
 */
export default function CodeMirror(props: EditorProps) {
  const { value, problems, goTo } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef<EditorProps>(props);
  useLayoutEffect(() => {
    now.current = props;
  });
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const made = new EditorView({ doc: now.current.value, extensions: extensionsOf(now.current, now), parent: root, root });
    const quiet = (event: Event) => event.stopPropagation();
    made.dom.addEventListener("keydown", quiet);
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const made = view.current;
    if (!made) return;
    if (made.state.doc.toString() !== value) made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: value }, userEvent: "given" });
    const told = problems ?? [];
    made.dispatch({ effects: mark.of(told) });
    made.dispatch(setDiagnostics(made.state, diagnosticsOf(made.state, told)));
  }, [problems, value]);
  useEffect(() => {
    const made = view.current;
    if (!made || !goTo || goTo.line < 1 || goTo.line > made.state.doc.lines) return;
    const { from } = made.state.doc.line(goTo.line);
    made.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    made.focus();
  }, [goTo]);
  return <div ref={host} className="h-full" />;
}
