/** The latest requests, live. */
import { useState } from "preact/hooks";
import type { RequestDetails } from "../src/protocol";
import type { Live, ShownRequest } from "./applied";
import { type Client, useLoaded } from "./client";
import { Expandable, Notice, Pretty, Time } from "./parts";
import { bytes, count, duration, faultName, outcomeOf } from "./words";

export interface RequestsProps {
  client: Client;
  live: Live;
  address: string | undefined;
}

export function Requests({ client, live, address }: RequestsProps) {
  const [filter, setFilter] = useState("");
  const [isRefusedOnly, setRefusedOnly] = useState(false);
  const [error, setError] = useState<string>();
  const shown = live.requests.filter((request) => isWanted(request, filter, isRefusedOnly));
  const clear = () => client.send("DELETE", "/requests").catch((cause: Error) => setError(cause.message));
  return (
    <>
      <div class="filters">
        <label>
          <span class="hidden">Filter requests</span>
          <input
            type="search"
            placeholder="Filter by path, operation, method or status"
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={isRefusedOnly} onChange={() => setRefusedOnly(!isRefusedOnly)} />
          Failed only
        </label>
        <button type="button" onClick={clear} disabled={live.requests.length === 0}>
          Clear
        </button>
      </div>
      <Notice error={error} />
      {live.requests.length === 0 ? (
        <NoRequests address={address} />
      ) : shown.length === 0 ? (
        <p class="empty">No request matches the filter.</p>
      ) : (
        <ul class="entries" aria-label="Requests, newest first">
          {shown.map((request) => (
            <Expandable key={request.id} line={<Line request={request} />}>
              {() => <Details client={client} request={request} />}
            </Expandable>
          ))}
        </ul>
      )}
      {live.leftOut > 0 && (
        <p class="small muted">{count(live.leftOut)} more requests came too fast to be listed here.</p>
      )}
    </>
  );
}

function isWanted(request: ShownRequest, filter: string, isRefusedOnly: boolean): boolean {
  const { text, tone } = outcomeOf(request);
  if (isRefusedOnly && tone !== "bad" && tone !== "warn") return false;
  const about = `${request.method} ${request.host ?? ""}${request.path} ${request.operationId ?? ""} ${text}`;
  return about.toLowerCase().includes(filter.trim().toLowerCase());
}

function Line({ request }: { request: ShownRequest }) {
  const { at, method, path, operationId, projectId, ms, fault, error } = request;
  const { text, tone } = outcomeOf(request);
  return (
    <>
      <span class="request">
        <Time at={at} />
        <strong class="mono method">{method}</strong>
        <span class="mono path">{path}</span>
        {fault !== null && <span class="badge">fault: {faultName(fault, request.status ?? undefined)}</span>}
        <span class={`badge ${tone}`}>{text}</span>
      </span>
      <span class="about">
        {[
          operationId ?? "no operation of Mixpanel’s API",
          projectId === null ? "" : `project ${projectId}`,
          request.requestBytes > 0 ? bytes(request.requestBytes) : "",
          ms === null ? "" : duration(ms),
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </span>
      {error !== null && <span class={`reason ${tone}`}>{error}</span>}
    </>
  );
}

function Details({ client, request }: { client: Client; request: ShownRequest }) {
  const { value, error } = useLoaded<RequestDetails>(client, `/requests/${request.id}`, request.ms);
  if (value === undefined) return <Notice error={error} />;
  const { host, query, headers, body, isBodyShortened, response, isResponseShortened } = value;
  return (
    <>
      {host !== null && (
        <p class="small">
          Host: <code>{host}</code>
        </p>
      )}
      {Object.keys(query).length > 0 && <Pretty label="Query" value={query} />}
      {body === null && <p class="small muted">The body is no longer kept.</p>}
      {body !== null && body !== "" && <Pretty label={isBodyShortened ? "Body, its beginning" : "Body"} value={body} />}
      {response !== null && response !== "" && (
        <Pretty label={isResponseShortened ? "Response, its beginning" : "Response"} value={response} />
      )}
      {response === null && value.status !== null && (
        <p class="small muted">The response was streamed: its body is not kept.</p>
      )}
      <Pretty label="Headers" value={headers} />
    </>
  );
}

function NoRequests({ address }: { address: string | undefined }) {
  if (address === undefined) {
    return (
      <p class="empty">No requests yet. Run an action in the Actions room: its requests appear here as they come.</p>
    );
  }
  const commands = [
    `curl '${address}/track?verbose=1' -H 'Content-Type: application/json' \\\n  -d '[{"event":"Sign Up","properties":{"token":"sandbox-token","distinct_id":"user-1"}}]'`,
    `npx mixpanel-connector run importEvents --sandbox ${new URL(address).host} \\\n  --set events='${JSON.stringify([
      { event: "Sign Up", properties: { time: Math.floor(Date.now() / 1000), distinct_id: "user-1" } },
    ])}'`,
  ];
  return (
    <div class="empty start">
      <p>No requests yet. Send an event, or run an action of the connector:</p>
      {commands.map((command) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre key={command} tabIndex={0}>
          {command}
        </pre>
      ))}
    </div>
  );
}
