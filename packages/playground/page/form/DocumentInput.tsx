/** JSON, rows or a file: an editor, and a place to drop a file on. */
import { useRef, useState } from "preact/hooks";
import type { Entry, FileValue } from "../../src/protocol";
import { labelId } from "./fieldOf";
import { JsonEditor } from "./JsonEditor";
import { asText, isFile } from "./values";

export interface DocumentInputProps {
  id: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  field: Entry;
  value: unknown;
  onChange: (value: string | FileValue) => void;
}

export function DocumentInput({ id, field, value, onChange, ...aria }: DocumentInputProps) {
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file !== undefined)
      onChange({ file: { name: file.name, contentType: file.type, base64: await base64Of(file) } });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a button does the same as a drop
    <div
      class={`document${isOver ? " over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDropCapture={(event) => {
        const file = event.dataTransfer?.files[0];
        setOver(false);
        if (file === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        void take(file);
      }}
    >
      {isFile(value) ? (
        <p class="file">
          <strong>{value.file.name}</strong> <span class="muted">{sizeOf(value)}</span>
          <button type="button" onClick={() => onChange("")}>
            Remove file
          </button>
        </p>
      ) : (
        <>
          <JsonEditor {...aria} id={id} labelledBy={labelId(id)} value={asText(value)} onChange={onChange} />
          <button type="button" class="link small" onClick={() => picker.current?.click()}>
            Choose a file
          </button>
          <span class="muted small"> or drop it here</span>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label={`File for ${field.label}`}
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </>
      )}
    </div>
  );
}

const sizeOf = ({ file }: FileValue): string => `${Math.ceil((file.base64.length * 3) / 4 / 1024)} KB`;

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
