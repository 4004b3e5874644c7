// The code editor of the SQL pane: CodeMirror 6, made ready for one text. Bundled by .ci/code-editor into a file of its own,
// which the page fetches when the pane opens; src/platform/code_editor.rs speaks to it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { PostgreSQL, sql, SQLDialect } from "@codemirror/lang-sql";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, foldService, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
import { crosshairCursor, Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, rectangularSelection, WidgetType } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** How long typing rests before the text is read, in milliseconds. */
const REST = 250;

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--sunken)", color: "var(--ink)", fontSize: "12px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", fontFeatureSettings: '"calt" 0, "liga" 0', scrollbarWidth: "thin" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-muted)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "32px", padding: "0 6px 0 8px" },
  ".cm-activeLine": { backgroundColor: "var(--accent-soft)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent)" },
  ".cm-selectionMatch": { backgroundColor: "var(--hover)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--hover)", outline: "1px solid var(--line-control)" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-soft)", outline: "1px solid var(--warning)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-soft)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--surface)", border: "1px solid var(--line)", color: "var(--ink-soft)", padding: "0 6px" },
  ".cm-bad": { backgroundColor: "var(--error-soft)" },
  ".cm-why": { marginLeft: "16px", color: "var(--error)", fontFamily: "var(--ui)", fontSize: "11.5px", whiteSpace: "nowrap" },
  ".cm-why button": { marginLeft: "8px", font: "inherit", color: "var(--ink)", backgroundColor: "var(--raised)", border: "1px solid var(--line-control)", borderRadius: "4px", padding: "0 6px", height: "18px", cursor: "pointer" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--error)", textUnderlineOffset: "3px" },
  ".cm-gutter-lint": { width: "18px" },
  ".cm-lint-marker": { width: "12px", height: "12px", padding: "4px 2px" },
  ".cm-lint-marker-error": { content: "none" },
  ".cm-gutter-lint .cm-lint-marker-error::before": { content: '"×"', display: "block", width: "12px", height: "12px", lineHeight: "12px", textAlign: "center", borderRadius: "6px", backgroundColor: "var(--error-fill)", color: "var(--on-fill)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "var(--e-float)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12px", maxHeight: "234px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { height: "26px", lineHeight: "26px", padding: "0 10px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink-soft)", fontFamily: "var(--ui)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--ink)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { fontFamily: "var(--ui)", padding: "8px 28px 8px 10px" },
  ".cm-panel.cm-search label": { fontSize: "12px", color: "var(--ink-soft)" },
  ".cm-textfield": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-control)", borderRadius: "4px", fontSize: "12px", height: "24px" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-control)", borderRadius: "4px", fontSize: "12px", height: "24px" },
  ".cm-panel.cm-search [name=close]": { color: "var(--ink-soft)", width: "24px", height: "24px" },
  ".cm-link": { textDecoration: "underline", cursor: "pointer" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--syn-keyword)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--syn-type)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syn-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--syn-number)" },
  { tag: tags.comment, color: "var(--syn-comment)" },
]);

/** PostgreSQL's words, less those that are names in nearly every schema and words of its grammar in hardly any statement. */
const NAMES = new Set("id name names title keys value state status code label location position content source target path version message description data comments user_id count length public".split(" "));
const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: PostgreSQL.spec.keywords.split(" ").filter((word) => !NAMES.has(word)).join(" "),
});

/** Folds a statement from the end of its first line to its last. */
const statements = foldService.of((state, start, end) => {
  if (!/^(CREATE|ALTER|COMMENT|DO)\b/i.test(state.doc.sliceString(start, Math.min(end, start + 10)))) return null;
  let line = state.doc.lineAt(start);
  if (line.text.trimEnd().endsWith(";")) return null;
  for (let number = line.number + 1; number <= state.doc.lines && number < line.number + 2000; number++) {
    const next = state.doc.line(number);
    if (next.text.trimEnd().endsWith(";")) return { from: end, to: next.to };
    if (next.text.trim() === "") return null;
  }
  return null;
});

class Why extends WidgetType {
  constructor(message, instead, from, to) {
    super();
    Object.assign(this, { message, instead, from, to });
  }
  eq(other) {
    return other.message === this.message && other.instead === this.instead && other.from === this.from;
  }
  toDOM(view) {
    const why = document.createElement("span");
    why.className = "cm-why";
    why.append(this.message);
    if (this.instead) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `use ${this.instead}`;
      button.onclick = () => {
        view.dispatch({ changes: { from: this.from, to: this.to, insert: this.instead }, userEvent: "input" });
        view.focus();
      };
      why.append(button);
    }
    return why;
  }
  ignoreEvent() {
    return true;
  }
}

const setFaults = StateEffect.define();

/** The lines that cannot be read, each with its reason at its end. */
const faultLines = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    lines = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setFaults)) continue;
      const doc = transaction.state.doc;
      const seen = new Set();
      const marks = [];
      for (const fault of effect.value) {
        const line = doc.lineAt(Math.min(fault.from, doc.length));
        if (seen.has(line.number)) continue;
        seen.add(line.number);
        marks.push(Decoration.line({ class: "cm-bad" }).range(line.from));
        marks.push(Decoration.widget({ widget: new Why(fault.message, fault.instead, fault.from, fault.to), side: 1 }).range(line.to));
      }
      lines = Decoration.set(marks, true);
    }
    return lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Puts an editor into an element.
 * @param {HTMLElement} host
 * @param {string} text
 * @param {string} label what a screen reader calls it
 * @param {{typed: (text: string) => void, complete: (at: number) => string, go: (at: number) => void, undo: () => void,
 *   shown: (text: string) => void, redo: () => void, moved: (line: number, column: number) => void, rest: () => void}} hooks
 */
function open(host, text, label, hooks) {
  // In a shadow root the editor's style sheets are adopted, not written into the page, which the page's policy refuses.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  const style = new CSSStyleSheet();
  style.replaceSync(":host { display: block; min-height: 0; overflow: hidden; } .frame { height: 100%; }");
  const frame = document.createElement("div");
  frame.className = "frame";
  root.append(frame);

  let waiting = 0;
  let settled = 0;
  const flush = () => {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = 0;
    hooks.typed(view.state.doc.toString());
  };
  /** Undo belongs to the text while it holds what the drawing has not, and to the document else. */
  const back = (own, depth, whole) => (target) => {
    if (depth(target.state) > 0 && !settled) return own(target);
    flush();
    if (!settled) return own(target);
    whole();
    return true;
  };
  const complete = (context) => {
    const word = context.matchBefore(/[\w"$]+/);
    if (!context.explicit && !word && !/[\s(]$/.test(context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos))) return null;
    if (!context.explicit && !word) {
      const before = context.state.sliceDoc(Math.max(0, context.pos - 24), context.pos);
      if (!/(references|on|delete|update|\()\s*$/i.test(before)) return null;
    }
    hooks.shown(context.state.doc.toString());
    const found = JSON.parse(hooks.complete(context.pos));
    if (found.options.length === 0) return null;
    return { from: found.from, options: found.options, validFor: /^[\w"$ ]*$/ };
  };
  const state = (doc) =>
    EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        lintGutter(),
        foldGutter({ openText: "⌄", closedText: "›" }),
        codeFolding(),
        statements,
        highlightActiveLineGutter(),
        highlightActiveLine(),
        history(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        rectangularSelection(),
        crosshairCursor(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        search({ top: true }),
        highlightSelectionMatches(),
        autocompletion({ override: [complete], icons: false, tooltipClass: () => "completions" }),
        sql({ dialect }),
        syntaxHighlighting(colours),
        faultLines,
        theme,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
        keymap.of([
          { key: "Mod-z", run: back(undo, undoDepth, hooks.undo), preventDefault: true },
          { key: "Mod-y", mac: "Mod-Shift-z", run: back(redo, redoDepth, hooks.redo), preventDefault: true },
          { key: "Mod-Shift-z", run: back(redo, redoDepth, hooks.redo), preventDefault: true },
          { key: "F12", run: (target) => (hooks.go(target.state.selection.main.head), true) },
          ...completionKeymap,
          ...closeBracketsKeymap,
          ...lintKeymap,
          ...searchKeymap,
          ...foldKeymap,
          ...historyKeymap,
          indentWithTab,
          ...defaultKeymap,
        ]),
        EditorView.domEventHandlers({
          mousedown(event, target) {
            if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
            const at = target.posAtCoords({ x: event.clientX, y: event.clientY });
            if (at === null) return false;
            event.preventDefault();
            hooks.go(at);
            return true;
          },
          blur() {
            // Not at once: what takes the focus may be called from the other side, which cannot be asked twice at a time.
            setTimeout(() => {
              flush();
              hooks.rest();
            });
          },
        }),
        EditorView.updateListener.of((update) => {
          const own = update.docChanged && !update.transactions.some((one) => one.annotation(Transaction.remote));
          if (own) {
            settled = 0;
            clearTimeout(waiting);
            waiting = setTimeout(() => {
              waiting = 0;
              hooks.typed(update.view.state.doc.toString());
            }, REST);
          }
          if (update.selectionSet || update.docChanged) {
            const head = update.state.selection.main.head;
            const line = update.state.doc.lineAt(head);
            hooks.moved(line.number, head - line.from + 1);
          }
        }),
      ],
    });
  const view = new EditorView({ state: state(text), parent: frame, root });
  root.adoptedStyleSheets = [style, ...root.adoptedStyleSheets];
  settled = 1;

  // The page has its own keys; those that are typing, and those the editor took, stay here. Escape, then Tab, leaves.
  const stay = (event) => {
    if (event.type === "keydown") {
      const held = event.ctrlKey || event.metaKey;
      if (event.key === "F6" || (held && /^[keos,]$/i.test(event.key))) return;
    }
    event.stopPropagation();
  };
  for (const type of ["keydown", "keyup", "paste", "copy", "cut"]) host.addEventListener(type, stay);

  return {
    /** Changes made elsewhere; the cursor stays with what it stands on. */
    change(list) {
      const changes = JSON.parse(list);
      if (changes.length === 0) return;
      const annotations = [Transaction.remote.of(true), Transaction.addToHistory.of(false)];
      view.dispatch({ changes, annotations });
    },
    /** Another text, with nothing to take back. */
    replace(next) {
      clearTimeout(waiting);
      waiting = 0;
      view.setState(state(next));
      settled = 1;
    },
    /** What cannot be read: a JSON list of {from, to, message, instead}; empty when all is well. */
    faults(list) {
      const faults = JSON.parse(list);
      const length = view.state.doc.length;
      const diagnostics = faults.map((one) => ({
        from: Math.min(one.from, length),
        to: Math.min(Math.max(one.to, one.from), length),
        severity: "error",
        message: one.message,
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
      view.dispatch({ effects: setFaults.of(faults), annotations: isolateHistory.of("full") });
    },
    /** Whether the document holds all of the text. */
    settle(all) {
      settled = all ? 1 : 0;
    },
    /** Whether something was typed that was not told yet. */
    waits: () => waiting !== 0,
    text: () => view.state.doc.toString(),
    flush,
    find: () => openSearchPanel(view),
    /** Shows a place at the top of the view; takes the cursor there where `select` says so. */
    show(at, select) {
      const place = Math.min(at, view.state.doc.length);
      view.dispatch({
        effects: EditorView.scrollIntoView(place, { y: "start", yMargin: 8 }),
        selection: select ? EditorSelection.cursor(place) : undefined,
      });
    },
    focus: () => view.focus(),
    close() {
      flush();
      for (const type of ["keydown", "keyup", "paste", "copy", "cut"]) host.removeEventListener(type, stay);
      view.destroy();
    },
  };
}

globalThis.cadastreCodeEditor = { open };
