/** What a simulation showed, in words: only what its events say. */

import { counted } from "../../../sandbox/page/words";
import type { SimulationEvent } from "../../src/protocol";

type EventOf<Type extends SimulationEvent["type"]> = Extract<SimulationEvent, { type: Type }>;

function eventsOf<Type extends SimulationEvent["type"]>(events: readonly SimulationEvent[], type: Type) {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

/** How often each branch was taken, the first one first. */
function branchesOf(deliveries: readonly EventOf<"delivery">[]): string {
  const counts = new Map<string, number>();
  for (const { branch } of deliveries) if (branch !== undefined) counts.set(branch, (counts.get(branch) ?? 0) + 1);
  return [...counts].map(([branch, count]) => (count === 1 ? branch : `${branch} (${count} times)`)).join(", ");
}

const pagesText = (pages: readonly number[]) =>
  pages.length === 1 ? `Page ${pages[0]}` : `Pages ${pages.slice(0, -1).join(", ")} and ${pages.at(-1)}`;

/** What became of pages that never came. */
function lostText(lost: readonly number[], payloads: readonly Readonly<Record<string, unknown>>[]): string[] {
  if (lost.length === 0) return [];
  const it = lost.length === 1 ? "it" : "them";
  const fact = `${pagesText(lost)} never arrived. Mixpanel counts ${it} as delivered and does not send ${it} again.`;
  const reports = payloads.flatMap(({ incomplete }) => (Array.isArray(incomplete) ? incomplete : []));
  if (reports.length > 0)
    return [`${fact} The trigger reported the set as incomplete; fetch the cohort with Get Cohort Members.`];
  if (payloads.some(({ status }) => status === "waiting"))
    return [
      `${fact} The trigger still waits: the first call after Keep Unfinished Sets (60 minutes if empty) reports what is missing. Choose 2 later syncs to see that.`,
    ];
  return [`${fact} With Assemble Pages off, the trigger passes on each page by itself and does not notice.`];
}

function cohortText(events: readonly SimulationEvent[], deliveries: readonly EventOf<"delivery">[]): string[] {
  const pushes = eventsOf(events, "push");
  const [first] = pushes;
  if (first === undefined) return [];
  const payloads = eventsOf(events, "execution").map(({ payload }) => Object(payload));
  const ofFirst = deliveries.filter(({ request }) => Object(Object(request).body).action === first.action);
  const whole = payloads.find(
    ({ action, complete, total_pages }) => action === "members" && complete && total_pages > 1,
  );
  const repeated = payloads.filter(({ status }) => status === "repeated").length;
  return [
    `${counted(first.members, "member")} came in ${counted(ofFirst.length, "call")}.`,
    ...(whole === undefined
      ? []
      : [`The trigger passed all ${counted(whole.members.length, "member")} on as one set.`]),
    ...(first.late.length === 0 ? [] : [`${pagesText(first.late)} came after all others.`]),
    ...(repeated === 0 ? [] : [`${counted(repeated, "repeated page")} changed nothing.`]),
    ...lostText(first.lost, payloads),
  ];
}

/** Of a trigger that registers its webhook itself. */
function registrationText(events: readonly SimulationEvent[]): string[] {
  const made = eventsOf(events, "exchange").map(({ exchange: { method, status = 500 } }) =>
    status < 300 ? method : "",
  );
  if (!made.includes("POST")) return [];
  return made.includes("DELETE")
    ? ["The trigger registered its webhook before, and removed it afterwards."]
    : ["The trigger registered its webhook."];
}

function alertText(events: readonly SimulationEvent[], deliveries: readonly EventOf<"delivery">[]): string[] {
  const alerts = deliveries.filter(({ request }) => Object(Object(request).body).alert !== undefined);
  if (alerts.length === 0) return [];
  return [`Mixpanel sent ${counted(alerts.length, "alert")}.`, ...registrationText(events)];
}

function pollText(events: readonly SimulationEvent[]): string[] {
  const polls = eventsOf(events, "poll");
  const changes = eventsOf(events, "change").length;
  if (polls.length === 0)
    return changes === 0
      ? []
      : [
          `${counted(changes, "change")} in the sandbox. Poll now to see what the trigger finds; a first poll only notes where to begin.`,
        ];
  const found = polls.filter(({ executions }) => executions > 0).length;
  const executions = polls.reduce((sum, poll) => sum + poll.executions, 0);
  return [
    `${counted(polls.length, "poll")}${changes === 0 ? "" : ` and ${counted(changes, "change")} in the sandbox`}: ${
      found === 0
        ? "nothing new, so no flow started"
        : `${found} found something and started ${counted(executions, "execution")}`
    }.`,
    ...(polls[0]?.round === 0 && polls[0].executions === 0
      ? ["The first poll only notes where to begin, and starts no flow."]
      : []),
    "The next poll continues from the kept state.",
  ];
}

/** @returns sentences; none if there is nothing to say */
export function summaryOf(events: readonly SimulationEvent[]): string {
  const deliveries = eventsOf(events, "delivery");
  const failures = eventsOf(events, "failure").length;
  const refused = deliveries.filter(({ status }) => status >= 300).length;
  const branches = branchesOf(deliveries);
  return [
    ...cohortText(events, deliveries),
    ...alertText(events, deliveries),
    ...(refused === 0 ? [] : [`${counted(refused, "call was", "calls were")} not accepted.`]),
    ...(branches === "" ? [] : [`Branches: ${branches}.`]),
    ...pollText(events),
    ...(failures === 0 ? [] : ["It ended with a failure, which the timeline shows."]),
  ].join(" ");
}
