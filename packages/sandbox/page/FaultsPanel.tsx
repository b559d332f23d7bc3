/** Makes the next requests fail, and lists what will. */
import { useState } from "preact/hooks";
import type { ActiveFaults } from "../src/protocol";
import type { Client } from "./client";
import { Notice } from "./parts";
import { faultInWords, faultName } from "./words";

const CHOICES = [
  { label: "503 once", fault: { kind: "status", status: 503 } },
  { label: "429 with Retry-After", fault: { kind: "status", status: 429, retryAfter: 2 } },
  { label: "Lost response", fault: { kind: "reset", afterProcessing: true } },
  { label: "No response", fault: { kind: "stall" } },
  { label: "Connection reset", fault: { kind: "reset" } },
  { label: "Slow, 3 s", fault: { kind: "slow", delayMs: 3000 } },
  { label: "Truncated", fault: { kind: "truncate" } },
] as const;
const RANDOM = { rate: 0.2, kinds: ["status", "reset", "truncate"] };

const SCOPES = [
  { label: "any request", path: "" },
  { label: "imports of events", path: "/import" },
  { label: "tracked events", path: "/track" },
  { label: "user profiles", path: "/engage" },
  { label: "groups", path: "/groups" },
  { label: "raw exports", path: "/api/2.0/export" },
  { label: "queries", path: "/api/query" },
  { label: "the app API", path: "/api/app" },
] as const;

export function FaultsPanel({ client, faults }: { client: Client; faults: ActiveFaults }) {
  const [scope, setScope] = useState("");
  const [error, setError] = useState<string>();
  const act = (method: string, path: string, body?: unknown) => {
    setError(undefined);
    client.send(method, path, body).catch((cause: Error) => setError(cause.message));
  };
  const { pending, random } = faults;
  const isQuiet = pending.length === 0 && random === null;
  return (
    <section class="card" aria-labelledby="sandbox-faults">
      <h3 id="sandbox-faults">Faults</h3>
      <label class="scope small">
        Affects{" "}
        <select value={scope} onChange={(event) => setScope(event.currentTarget.value)}>
          {SCOPES.map(({ label, path }) => (
            <option key={path} value={path}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div class="switches">
        {CHOICES.map(({ label, fault }) => (
          <button
            key={label}
            type="button"
            onClick={() => act("POST", "/faults", { ...fault, ...(scope && { path: scope }) })}
          >
            {label}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={random !== null}
          onClick={() => act("POST", "/faults", random ? { rate: 0 } : RANDOM)}
        >
          20 % at random
        </button>
      </div>
      <Notice error={error} />
      {isQuiet ? (
        <p class="small muted">None is active: every request is processed normally.</p>
      ) : (
        <>
          <ul class="active" aria-label="Active faults" aria-live="polite">
            {pending.map((fault) => (
              <li key={fault.id}>
                <span>{faultInWords(fault)}</span>
                <button
                  type="button"
                  class="link"
                  aria-label={`Remove ${faultInWords(fault)}`}
                  onClick={() => act("DELETE", `/faults/${fault.id}`)}
                >
                  Remove
                </button>
              </li>
            ))}
            {random && (
              <li>
                <span>
                  {Math.round(random.rate * 100)} % of all requests:{" "}
                  {random.kinds.map((kind) => faultName(kind)).join(", ")}
                </span>
                <button type="button" class="link" onClick={() => act("POST", "/faults", { rate: 0 })}>
                  Remove
                </button>
              </li>
            )}
          </ul>
          {pending.length + Number(random !== null) > 1 && (
            <button type="button" class="small" onClick={() => act("DELETE", "/faults")}>
              Remove all
            </button>
          )}
        </>
      )}
    </section>
  );
}
