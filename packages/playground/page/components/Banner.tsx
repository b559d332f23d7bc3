/** Says in words and colour where requests go. */
import type { TargetState } from "../../src/protocol";

export function Banner({ target }: { target: TargetState }) {
  const isSandbox = target.kind === "sandbox";
  return (
    <p class={`banner ${target.kind}`}>
      <strong>
        {isSandbox
          ? "Sandbox: nothing leaves this machine"
          : `Real Mixpanel project ${target.projectId}: writes change its data`}
      </strong>
      <span class="place">{target.place}</span>
    </p>
  );
}
