/** What to do with a trigger when requests go to a real project, on which nothing is simulated. */
import type { Form, ListedTrigger, TargetState, TriggerSession } from "../../src/protocol";
import { Copy } from "../components/Copy";
import { Payload } from "./Payload";

export interface RealProjectProps {
  trigger: ListedTrigger;
  target: TargetState;
  form: Form | undefined;
  session: TriggerSession | undefined;
}

export function RealProject({ trigger, target, form, session }: RealProjectProps) {
  const command = session?.command ?? "";
  return (
    <>
      <div class="form-pane">
        <a class="back small" href="#/triggers">
          All triggers
        </a>
        <h2>{trigger.label}</h2>
        <p>{trigger.description}.</p>
        <p class="notice warn">
          A simulation changes data and moves time, so it needs a sandbox. Requests go to the real project{" "}
          {target.projectId}: start the playground without the MIXPANEL_ variables to simulate.
        </p>
        <p>
          {trigger.isPolling
            ? "To poll the real project once, and print what would start the flow:"
            : "To serve the trigger on this machine, behind a tunnel, and print what Mixpanel's calls would start:"}
        </p>
        <pre class="box">{command}</pre>
        <p>
          <Copy text={command}>Copy command</Copy>
        </p>
      </div>
      <section aria-label="Example" class="outcome-pane simulation">
        <Payload label="What the flow gets, as documented" value={form?.examplePayload} />
      </section>
    </>
  );
}
