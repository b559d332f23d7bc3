/** The sandbox's state as a whole: sample data, snapshots, reset. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AddedSample } from "../src/protocol";
import type { Client } from "./client";
import { Notice } from "./parts";
import { counted } from "./words";

export function StatePanel({ client }: { client: Client }) {
  const [done, setDone] = useState("");
  const [error, setError] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const resetButton = useRef<HTMLButtonElement>(null);
  const cancelButton = useRef<HTMLButtonElement>(null);
  // At once, so that the next key reaches the question.
  useLayoutEffect(() => {
    if (isAsking) cancelButton.current?.focus();
  }, [isAsking]);
  /** Does something, and says what it did, or why it could not. */
  const act = async (work: () => Promise<string>) => {
    setError(undefined);
    setDone("");
    try {
      setDone(await work());
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause));
    }
  };
  const addSample = () =>
    act(async () => {
      const added: AddedSample = await (await client.send("POST", "/sample")).json();
      if (added.events + added.profiles === 0) return "The sample data is already there: nothing was added.";
      return `Added ${counted(added.events, "event")} and ${counted(added.profiles, "profile")} to project ${added.project}.`;
    });
  const download = () =>
    act(async () => {
      const url = URL.createObjectURL(await (await client.response("/snapshot")).blob());
      Object.assign(document.createElement("a"), { href: url, download: "mixpanel-sandbox.json" }).click();
      URL.revokeObjectURL(url);
      return "The snapshot is in your downloads.";
    });
  const restore = (chosen: File | undefined) =>
    chosen &&
    act(async () => {
      await client.response("/snapshot", "PUT", await chosen.text());
      return `Restored ${chosen.name}.`;
    });
  const closeQuestion = () => {
    setAsking(false);
    resetButton.current?.focus();
  };
  const reset = () => {
    closeQuestion();
    return act(async () => {
      await client.send("POST", "/reset");
      return "The sandbox is as at its start.";
    });
  };
  return (
    <section class="card" aria-labelledby="sandbox-state">
      <h3 id="sandbox-state">State</h3>
      <div class="switches">
        <button type="button" onClick={addSample}>
          Load sample data
        </button>
        <button type="button" onClick={download}>
          Download snapshot
        </button>
        <button type="button" onClick={() => file.current?.click()}>
          Restore snapshot …
        </button>
        <button type="button" ref={resetButton} aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
          Reset …
        </button>
      </div>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label="Snapshot file"
        hidden
        onChange={(event) => {
          restore(event.currentTarget.files?.[0]);
          // The same file can be chosen again.
          event.currentTarget.value = "";
        }}
      />
      {isAsking && (
        <div
          class="notice warn question"
          role="alertdialog"
          aria-label="Reset the sandbox"
          onKeyDown={(event) => event.key === "Escape" && closeQuestion()}
        >
          <p>
            Everything that was sent since the start is deleted, in all projects. The clock and the limits start again.
          </p>
          <button type="button" class="primary" onClick={reset}>
            Delete and reset
          </button>
          <button type="button" ref={cancelButton} onClick={closeQuestion}>
            Cancel
          </button>
        </div>
      )}
      <p class="small muted" aria-live="polite">
        {done}
      </p>
      <Notice error={error} />
    </section>
  );
}
