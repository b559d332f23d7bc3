import type { ListedAction, PastRun } from "../../src/protocol";
import type { Run } from "./run";

export interface OutcomeProps {
  action: ListedAction;
  run: Run | undefined;
  isShown: boolean;
  onReplay: (run: PastRun) => void;
}

export function Outcome({ run }: OutcomeProps) {
  return (
    <section aria-label="Outcome" class="outcome-pane">
      <pre>{JSON.stringify(run, null, 1)}</pre>
    </section>
  );
}
