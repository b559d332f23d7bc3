/** An editor for JSON that marks what is wrong. Until it is loaded, a plain text area stands in its place. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Content, createJSONEditor as create } from "vanilla-jsoneditor";
import { jsonProblem } from "./jsonProblem";

type Editor = ReturnType<typeof create>;

export interface JsonEditorProps {
  id: string;
  labelledBy: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  value: string;
  onChange: (text: string) => void;
}

/** Of a line of the editor. */
const LINE_PX = 17;

export function JsonEditor({ id, labelledBy, value, onChange, ...aria }: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef({ value, onChange });
  const [isLoaded, setLoaded] = useState(false);
  latest.current = { value, onChange };
  useEffect(() => {
    let isGone = false;
    const load = async () => {
      const { createJSONEditor, Mode } = await import("vanilla-jsoneditor");
      if (isGone || place.current === null) return;
      editor.current = createJSONEditor({
        target: place.current,
        props: {
          content: { text: latest.current.value },
          mode: Mode.text,
          mainMenuBar: false,
          navigationBar: false,
          statusBar: false,
          askToFormat: false,
          onChange: (content: Content) => {
            if (!("text" in content) || content.text === undefined) return;
            latest.current.value = content.text;
            latest.current.onChange(content.text);
          },
        },
      });
      setLoaded(true);
    };
    load().catch(() => undefined);
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => {
    const text = editor.current?.get();
    if (text !== undefined && "text" in text && text.text !== value) editor.current?.update({ text: value });
    const area = place.current?.querySelector(".cm-content");
    area?.setAttribute("aria-labelledby", labelledBy);
    area?.setAttribute("tabindex", "0");
  }, [value, isLoaded, labelledBy]);
  const lines = Math.min(Math.max(value.split("\n").length, 3), 14);
  const problem = jsonProblem(value);
  return (
    <>
      {!isLoaded && (
        <textarea
          {...aria}
          id={id}
          rows={lines}
          spellcheck={false}
          class="mono"
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {/* The tab key leaves the editor, as it leaves every other input. */}
      <div
        ref={place}
        class={problem === "" ? "editor" : "editor wrong"}
        style={{ height: `${lines * LINE_PX + 10}px` }}
        hidden={!isLoaded}
        onKeyDownCapture={(event) => event.key === "Tab" && event.stopPropagation()}
      />
      <p class="problem small" role="status">
        {problem}
      </p>
    </>
  );
}
