/** Makes the sandbox respond to the next request with 503. */
import { useState } from "preact/hooks";
import { call } from "../api";

export function FaultButton() {
  const [said, setSaid] = useState("");
  const order = () =>
    call("/api/sandbox/faults", { kind: "status", status: 503, count: 1 }).then(
      () => setSaid("The next request gets status 503."),
      (error: Error) => setSaid(error.message),
    );
  return (
    <span class="fault">
      <button type="button" title="The sandbox responds to the next request with status 503" onClick={order}>
        503 once
      </button>
      <span role="status" class="small muted">
        {said}
      </span>
    </span>
  );
}
