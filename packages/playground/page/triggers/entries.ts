/** What happened during a simulation, as the lines of a timeline. */
import { counted } from "../../../sandbox/page/words";
import type { SimulationEvent } from "../../src/protocol";

export type Tone = "ok" | "warn" | "bad" | "";

export interface TimelineEntry {
  title: string;
  /** Status and branch, in words. */
  badges: { text: string; tone: Tone }[];
  /** What the line opens to. */
  parts: { label: string; value: unknown }[];
}

type Line = Partial<TimelineEntry> & Pick<TimelineEntry, "title">;

const listed = (pages: readonly number[]) => `${pages.length === 1 ? "page" : "pages"} ${pages.join(", ")}`;

/** What the flow gets, in short: the lengths of its lists, or the alert. */
function contentsOf(payload: unknown): string {
  if (Array.isArray(payload)) return counted(payload.length, "item");
  const { alert, ...rest } = Object(payload);
  if (alert !== undefined) return `the alert ${Object(alert).name}`;
  const lists = Object.entries(rest).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0 ? [`${name}: ${value.length.toLocaleString("en-US")}`] : [],
  );
  return lists.length > 0 ? lists.join(", ") : "nothing to process";
}

/** Of a cohort sync, what the trigger did with the call. */
function executionBadges(payload: unknown): TimelineEntry["badges"] {
  const { status } = Object(payload);
  return typeof status === "string" ? [{ text: status, tone: status === "complete" ? "ok" : "" }] : [];
}

/** What Mixpanel says in a call: of a cohort sync, or of an alert. */
function callTitle(request: unknown): string {
  const { action, parameters, alert } = Object(Object(request).body);
  if (typeof action === "string") {
    const { page_info, members = [] } = Object(parameters);
    const { page_count, total_pages } = Object(page_info);
    return `Mixpanel sends ${action}: page ${page_count} of ${total_pages}, ${counted(members.length, "member")}`;
  }
  return alert === undefined ? "Mixpanel calls the webhook" : `Mixpanel sends the alert ${Object(alert).name}`;
}

function statusBadge(status: number): TimelineEntry["badges"][number] {
  if (status < 300) return { text: `${status} accepted`, tone: "ok" };
  return { text: `${status} ${status === 401 ? "refused" : "failed"}`, tone: "bad" };
}

function pushLine(event: Extract<SimulationEvent, { type: "push" }>): Line {
  const { action, members, pages, result, error, lost, late } = event;
  return {
    title: `End of the ${action} push: ${counted(members, "member")} in ${counted(pages, "page")}${error ? `. ${error}` : ""}`,
    badges: [
      { text: result, tone: result === "delivered" ? "ok" : "bad" },
      ...(lost.length > 0 ? [{ text: `${listed(lost)} lost`, tone: "warn" as const }] : []),
      ...(late.length > 0 ? [{ text: `${listed(late)} late`, tone: "warn" as const }] : []),
    ],
  };
}

function lineOf(event: SimulationEvent): Line | undefined {
  switch (event.type) {
    case "note":
      return { title: event.text };
    case "delivery": {
      const { request, status, response, branch } = event;
      return {
        title: callTitle(request),
        badges: [
          statusBadge(status),
          ...(branch === undefined ? [] : [{ text: `branch ${branch}`, tone: "" as const }]),
        ],
        parts: [
          { label: "Request body", value: Object(request).body },
          { label: "Response body", value: response },
          { label: "Request headers", value: Object(request).headers },
        ],
      };
    }
    case "push":
      return pushLine(event);
    case "change":
      return { title: `Change in the sandbox: ${event.action}`, parts: [{ label: "Inputs", value: event.inputs }] };
    case "poll": {
      const { round, pages, executions, before, after } = event;
      const found =
        executions === 0 ? "nothing new" : `${counted(executions, "execution")} from ${counted(pages, "page")}`;
      return {
        title: round === 0 ? "First poll" : `Poll ${round + 1}`,
        badges: [{ text: found, tone: executions === 0 ? "" : "ok" }],
        parts: [
          { label: "State before", value: before },
          { label: "State after", value: after },
        ],
      };
    }
    case "execution":
      return {
        title: `The flow starts with ${contentsOf(event.payload)}`,
        badges: executionBadges(event.payload),
        parts: [{ label: "Payload (body.data)", value: event.payload }],
      };
    case "failure": {
      const { name, message, details } = event.failure;
      return {
        title: message,
        badges: [{ text: name, tone: "bad" }],
        parts: Object.keys(details).length === 0 ? [] : [{ label: "Details", value: details }],
      };
    }
    default:
      return undefined;
  }
}

/** Of the two events of a request, the later one counts, in the place of the first. */
export function withoutRepeats(events: readonly SimulationEvent[]): SimulationEvent[] {
  const kept: SimulationEvent[] = [];
  const places = new Map<number, number>();
  for (const event of events) {
    const place = event.type === "exchange" ? places.get(event.exchange.id) : undefined;
    if (place !== undefined) kept[place] = event;
    else if (kept.push(event) && event.type === "exchange") places.set(event.exchange.id, kept.length - 1);
    // The requests of the next run are counted from 1 again.
    if (event.type === "ended") places.clear();
  }
  return kept;
}

/** @returns undefined for the end, and for a request, which has a form of its own */
export function entryOf(event: SimulationEvent): TimelineEntry | undefined {
  const line = lineOf(event);
  return line && { badges: [], parts: [], ...line };
}
