// The editor of queries: CodeMirror in a shadow root, where its styles need no exception from the policy of the page.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completeFrom } from "./ask/completion.js";

const LABEL = "Query in SPARQL. Control and Enter run it; Escape, then Tab leave it.";
const COLORS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.string, tags.number, tags.bool], color: "var(--ink)" },
  { tag: [tags.namespace, tags.url, tags.tagName], color: "var(--accent)" },
]);
const THEME = EditorView.theme({
  "&": {
    border: "1px solid var(--soft)",
    borderRadius: ".3rem",
    background: "var(--paper)",
    color: "var(--ink)",
    fontSize: ".9375rem",
  },
  "&.cm-focused": { outline: ".18rem solid var(--accent)", outlineOffset: ".18rem" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", maxHeight: "32rem", minHeight: "14rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--panel)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--q1)",
  },
  ".cm-tooltip": {
    background: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--soft)",
    maxWidth: "min(34rem, 90vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--accent)",
    color: "var(--paper)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--wrong)" },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--wrong)" },
  ".cm-lint-marker-error": { content: "normal", background: "var(--wrong)", borderRadius: "50%" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--wrong)" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", fontFamily: "inherit" },
});

/** Put the editor in the place of a field; return how to read and write its text, and to mark an error. */
export function open(field, about, run) {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const focused = document.activeElement === field;
  const { selectionStart: anchor, selectionEnd: head } = field;
  const view = new EditorView({ root, parent: root, state: makeState(field.value, about, run) });
  field.hidden = true;
  field.before(host);
  host.id = "editor";
  if (focused) {
    view.focus();
    view.dispatch({ selection: { anchor, head } });
  }
  return {
    get: () => view.state.doc.toString(),
    set: (value) => replace(view, value),
    mark: (line, column, message) => mark(view, line, column, message),
    focus: () => view.focus(),
  };
}

function makeState(doc, about, run) {
  const runKey = { key: "Mod-Enter", run: () => (run(), true) };
  return EditorState.create({
    doc,
    extensions: [
      keymap.of([
        runKey,
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        indentWithTab,
      ]),
      ...[
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        lintGutter(),
      ],
      ...[sparql(), syntaxHighlighting(COLORS), THEME],
      autocompletion({ override: [completeFrom(about)], icons: false }),
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      EditorView.contentAttributes.of({
        "aria-label": LABEL,
        autocapitalize: "off",
        spellcheck: "false",
        tabindex: "0",
      }),
    ],
  });
}

/** Put what is typed in the place of what is selected: the browser would do it with a style that the policy refuses. */
function replaceSelected(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || empty || event.isComposing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, insert))) {
    view.dispatch(insert());
  }
  event.preventDefault();
  return true;
}

function replace(view, value) {
  if (value !== view.state.doc.toString()) {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }
}

/** Mark the word at a line and column, both counted from 1; without a line, mark nothing. */
function mark(view, line, column, message) {
  const { doc } = view.state;
  const diagnostics = [];
  if (line) {
    const at = doc.line(Math.min(line, doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    diagnostics.push({
      from,
      to: view.state.wordAt(from)?.to ?? Math.min(from + 1, at.to),
      severity: "error",
      message,
    });
  }
  view.dispatch(setDiagnostics(view.state, diagnostics));
  if (line) view.dispatch({ selection: { anchor: diagnostics[0].from }, scrollIntoView: true });
}
