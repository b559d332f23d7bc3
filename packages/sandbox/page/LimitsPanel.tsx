/** How much of Mixpanel's documented limits the project has used. */
import type { Limits, LimitUse } from "../src/protocol";
import { type Client, useLoaded } from "./client";
import { Notice } from "./parts";
import { limitInWords } from "./words";

export function LimitsPanel({ client, projectId, version }: { client: Client; projectId: number; version: number }) {
  const { value, error } = useLoaded<Limits>(client, `/limits?project=${projectId}`, version);
  const used = value?.limits.filter((limit) => limit.used > 0) ?? [];
  const unused = value?.limits.filter((limit) => limit.used === 0) ?? [];
  return (
    <section class="card" aria-labelledby="sandbox-limits">
      <h3 id="sandbox-limits">Limits of project {projectId}</h3>
      <Notice error={error} />
      {value?.enabled === false && <p class="small muted">The sandbox was started without limits.</p>}
      {value?.enabled && used.length === 0 && <p class="small muted">Nothing is used yet.</p>}
      {used.length > 0 && <List limits={used} />}
      {value?.enabled && unused.length > 0 && (
        <details class="small">
          <summary>{used.length === 0 ? "All limits" : "Unused limits"}</summary>
          <List limits={unused} />
        </details>
      )}
    </section>
  );
}

function List({ limits }: { limits: readonly LimitUse[] }) {
  return (
    <ul class="limits">
      {limits.map((limit) => {
        const { name, use } = limitInWords(limit);
        const share = limit.used / limit.of;
        return (
          <li key={`${limit.limit} ${limit.unit} ${limit.windowSeconds}`}>
            <span class="limit">
              <strong>{name}</strong> <span>{use}</span>
            </span>
            <meter aria-label={`${name}: ${use}`} value={share} high={0.8} optimum={0} max={1} />
            <span class="muted">
              {share >= 1 && <strong>used up; </strong>}
              {limit.freesAt !== null && `free again from ${limit.freesAt.slice(11, 19)}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
