/** Runs an action and keeps what is known of it. */
import { useRef, useState } from "preact/hooks";
import type { Inputs, RunEvent, RunRequest } from "../../src/protocol";
import { call, Refusal, stream } from "../api";
import { applied, type Run, STARTED } from "./run";
import { type Counts, storedBetween } from "./stored";

export interface RunOptions {
  action: string;
  isSandbox: boolean;
  /** Asks whether a real project may be written to. */
  confirm: (question: string) => Promise<boolean>;
}

export function useRun({ action, isSandbox, confirm }: RunOptions) {
  const [run, setRun] = useState<Run>();
  const stopper = useRef<AbortController | null>(null);
  const counts = () => (isSandbox ? call<Counts>("/api/sandbox/counts").catch(() => undefined) : undefined);

  const follow = async (request: RunRequest, signal: AbortSignal): Promise<void> => {
    const before = await counts();
    for await (const event of stream<RunEvent>("/api/runs", request, signal))
      setRun((now) => now && applied(now, event));
    const after = await counts();
    const stored = before && after && storedBetween(before, after);
    setRun((now) => now && { ...now, ...(stored === undefined ? {} : { stored }), isRunning: false });
  };
  const start = async (inputs: Inputs): Promise<void> => {
    if (stopper.current !== null) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    stopper.current = stopping;
    setRun(STARTED);
    try {
      await follow({ action, inputs }, signal).catch(async (error: unknown) => {
        if (!(error instanceof Refusal && error.asksToConfirm)) throw error;
        setRun(undefined);
        if (!(await confirm(error.message))) return;
        setRun(STARTED);
        await follow({ action, inputs, isConfirmed: true }, signal);
      });
    } catch (error) {
      const message = signal.aborted
        ? "You stopped the run. Nothing more is sent; Mixpanel may have processed what was sent before."
        : error instanceof Error
          ? error.message
          : String(error);
      setRun((now) => now && { ...now, isRunning: false, failure: { name: "", message, details: {} } });
    } finally {
      stopper.current = null;
    }
  };
  return { run, start, stop: () => stopper.current?.abort() };
}
