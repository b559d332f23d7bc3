/** Asks a question in a dialog. */
import { useRef, useState } from "preact/hooks";

export interface Confirmation {
  dialog: preact.JSX.Element;
  confirm: (question: string) => Promise<boolean>;
}

/** A dialog to place in the page, and a function that opens it and resolves to what the user chose. */
export function useConfirm(title: string, yes: string): Confirmation {
  const element = useRef<HTMLDialogElement>(null);
  const answer = useRef<(isYes: boolean) => void>(() => undefined);
  const [question, setQuestion] = useState("");
  const confirm = (text: string) => {
    setQuestion(text);
    element.current?.showModal();
    return new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
  };
  const close = (isYes: boolean) => {
    answer.current(isYes);
    element.current?.close();
  };
  const dialog = (
    <dialog ref={element} aria-label={title} onCancel={() => answer.current(false)}>
      <h2>{title}</h2>
      <p>{question}</p>
      <div class="buttons">
        <button type="button" onClick={() => close(false)}>
          Cancel
        </button>
        <button type="button" class="danger" onClick={() => close(true)}>
          {yes}
        </button>
      </div>
    </dialog>
  );
  return { dialog, confirm };
}
