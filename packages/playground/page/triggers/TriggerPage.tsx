/** One trigger: its form, how to simulate it, and what came of that. */
import { useEffect, useState } from "preact/hooks";
import type { Form, ListedTrigger, SimulationRequest, TargetState } from "../../src/protocol";
import { call } from "../api";
import { InputForm } from "../form/InputForm";
import type { Values } from "../form/schema";
import { inputsOf, valuesOf } from "../form/values";
import { OptionFields } from "./OptionFields";
import { type Chosen, optionsOf, requestOf } from "./options";
import { RealProject } from "./RealProject";
import { SimulationPane } from "./SimulationPane";
import { useSimulation } from "./useSimulation";

export interface TriggerPageProps {
  trigger: ListedTrigger;
  target: TargetState;
  isShown: boolean;
  /** Virtual time may have moved. */
  onTime: () => void;
}

export function TriggerPage({ trigger, target, isShown, onTime }: TriggerPageProps) {
  const [form, setForm] = useState<Form>();
  const [values, setValues] = useState<Values>({});
  const [chosen, setChosen] = useState<Chosen>({});
  const [error, setError] = useState("");
  const simulations = useSimulation(trigger.key, onTime);
  const { isRunning, start, stop, reset, session } = simulations;
  useEffect(() => {
    call<Form>(`/api/triggers/${trigger.key}`).then(
      (loaded) => {
        setForm(loaded);
        setValues(valuesOf(loaded.entries, loaded.example));
      },
      (cause: Error) => setError(cause.message),
    );
  }, [trigger.key]);

  const fields = optionsOf(trigger);
  const go = (step?: SimulationRequest["step"]) => {
    if (form === undefined) return;
    try {
      const options = requestOf(fields, chosen);
      const inputs = inputsOf(form.entries, values);
      setError("");
      start(step === undefined ? { ...options, inputs } : { inputs, step, batch: options.batch });
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause));
    }
  };
  if (target.kind === "project")
    return (
      <div class="action" hidden={!isShown}>
        <RealProject trigger={trigger} target={target} form={form} session={session} />
      </div>
    );
  return (
    <div class="action" hidden={!isShown}>
      <div class="form-pane">
        <a class="back small" href="#/triggers">
          All triggers
        </a>
        <h2>{trigger.label}</h2>
        <p class="facts">
          <code>{trigger.key}</code>
          <span class="badge">{trigger.isPolling ? "Polls Mixpanel" : "Mixpanel calls it"}</span>
        </p>
        <p>{trigger.description}.</p>
        {error !== "" && (
          <p role="alert" class="notice bad">
            {error}
          </p>
        )}
        {form && (
          <>
            <div class="bar">
              <button type="button" class="primary" disabled={isRunning} onClick={() => go()}>
                {isRunning ? "Running…" : "Simulate"}
              </button>
              {trigger.isPolling && (
                <>
                  <button type="button" disabled={isRunning} onClick={() => go("change")}>
                    Change something
                  </button>
                  <button type="button" disabled={isRunning} onClick={() => go("poll")}>
                    Poll now
                  </button>
                </>
              )}
              {isRunning ? (
                <button type="button" onClick={stop}>
                  Stop
                </button>
              ) : (
                <button type="button" class="quiet" onClick={reset}>
                  Reset state
                </button>
              )}
            </div>
            {fields.length > 0 && (
              <OptionFields trigger={trigger.key} fields={fields} chosen={chosen} onChange={setChosen} />
            )}
            <InputForm form={form} values={values} onChange={setValues} />
          </>
        )}
      </div>
      <SimulationPane trigger={trigger} simulations={simulations} />
    </div>
  );
}
