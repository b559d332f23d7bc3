/** One action: its form, the buttons to run it, and what came of it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Form, ListedAction, PastRun, TargetState } from "../../src/protocol";
import { call } from "../api";
import { useConfirm } from "../components/Confirm";
import { InputForm } from "../form/InputForm";
import type { Values } from "../form/schema";
import { inputsOf, isFile, valuesOf } from "../form/values";
import { hashOf } from "../route";
import type { Replay } from "./ActionsRoom";
import { FaultButton } from "./FaultButton";
import { Outcome } from "./Outcome";
import { useRun } from "./useRun";

export interface ActionPageProps {
  action: ListedAction;
  target: TargetState;
  isShown: boolean;
  replay: Replay | undefined;
  onReplay: (run: PastRun) => void;
}

export function ActionPage({ action, target, isShown, replay, onReplay }: ActionPageProps) {
  const [form, setForm] = useState<Form>();
  const [values, setValues] = useState<Values>({});
  const [error, setError] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const isSandbox = target.kind === "sandbox";
  const { dialog, confirm } = useConfirm(`Run ${action.label} on project ${target.projectId}?`, "Run it");
  const { run, start, stop } = useRun({ action: action.key, isSandbox, confirm });
  const fill = ({ entries }: Form, inputs: Replay["inputs"]) => setValues(valuesOf(entries, inputs));
  useEffect(() => {
    if (!isShown) return;
    heading.current?.focus();
    // Again at each return: the example has what other actions have returned meanwhile.
    call<Form>(`/api/actions/${action.key}`).then(
      (loaded) => {
        if (form === undefined) fill(loaded, {});
        setForm(loaded);
      },
      (cause: Error) => setError(cause.message),
    );
  }, [isShown]);
  const isLoaded = form !== undefined;
  useEffect(() => {
    if (form === undefined || replay === undefined) return;
    const kept = Object.fromEntries(Object.entries(replay.inputs).filter(([, value]) => !isFile(value)));
    const missing = Object.keys(replay.inputs).filter((key) => !(key in kept));
    fill(form, kept);
    setError(
      missing.length === 0
        ? ""
        : `The history keeps no files and no long texts. Fill in ${missing} again, then press Run.`,
    );
    if (missing.length === 0) void start(kept);
  }, [isLoaded, replay]);

  const isRunning = run?.isRunning === true;
  const go = (more: Replay["inputs"] = {}) => {
    if (form === undefined) return;
    void start({ ...inputsOf(form.entries, values), ...more });
    // On a narrow window, the outcome is below the form.
    if (matchMedia("(max-width: 1100px)").matches) document.getElementById(`${action.key}-outcome`)?.scrollIntoView();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isVisible = heading.current?.offsetParent != null;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !isVisible) return;
      // An editor would begin a line.
      event.preventDefault();
      event.stopPropagation();
      go();
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  });
  return (
    <div class="action" hidden={!isShown}>
      <div class="form-pane">
        <a class="back small" href="#/actions">
          All actions
        </a>
        <h2 ref={heading} tabIndex={-1}>
          {action.label}
        </h2>
        <p class="facts">
          <code>{action.key}</code>
          <span class={`badge ${action.isSafe ? "ok" : "warn"}`}>
            {action.isSafe ? "Changes nothing" : "Changes data, or uses a scarce quota"}
          </span>
        </p>
        <p>{action.description}.</p>
        {error !== "" && (
          <p role="alert" class="notice bad">
            {error}
          </p>
        )}
        {form && (
          <>
            <div class="bar">
              <button
                type="button"
                class="primary"
                aria-keyshortcuts="Control+Enter"
                disabled={isRunning}
                onClick={() => go()}
              >
                {isRunning ? "Running…" : "Run"}
              </button>
              {form.validatesOnly && (
                <button type="button" disabled={isRunning} onClick={() => go({ validateOnly: "true" })}>
                  Validate Only
                </button>
              )}
              {isRunning && (
                <button type="button" onClick={stop}>
                  Stop
                </button>
              )}
              <button type="button" onClick={() => fill(form, form.example)}>
                Use example
              </button>
              <button type="button" class="quiet" onClick={() => fill(form, {})}>
                Clear
              </button>
              {isSandbox && <FaultButton key={String(isRunning)} />}
            </div>
            {form.exampleNeeds.map(({ key, label }) => (
              <p key={key} class="small muted">
                The example needs what <a href={hashOf({ room: "actions", key })}>{label}</a> returns: run that first.
              </p>
            ))}
            {form.entries.length === 0 ? (
              <p class="muted">This action has no inputs.</p>
            ) : (
              <InputForm form={form} values={values} onChange={setValues} />
            )}
          </>
        )}
      </div>
      <Outcome action={action} run={run} isShown={isShown} onReplay={onReplay} />
      {dialog}
    </div>
  );
}
