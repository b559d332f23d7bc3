/** A button that copies a text, and says so. */
import { useState } from "preact/hooks";

const SHOWN_MS = 2000;

export function Copy({ text, children }: { text: string; children: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(isCopied ? "Copied" : "Not allowed");
    setTimeout(() => setSaid(""), SHOWN_MS);
  };
  return (
    <button type="button" class="small copy" onClick={copy}>
      {children}
      <span role="status">{said}</span>
    </button>
  );
}
