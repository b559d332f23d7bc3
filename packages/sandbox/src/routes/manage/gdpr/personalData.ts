/** What a retrieval finds. */
import type { Project } from "../../../types";

const YEAR_MS = 365 * 86_400_000;

function lines(values: Iterable<unknown>): string {
  return [...values].map((value) => `${JSON.stringify(value)}\n`).join("");
}

/**
 * The files of a retrieval: `events.json` and `people.json`, a JSON object a line, in the shapes of the raw export and of profile
 * queries. Mixpanel does not document the content of its own files. After CCPA, they cover the last year only:
 * https://docs.mixpanel.com/docs/privacy/end-user-data-management
 */
export function personalData(
  project: Project,
  ids: Set<string>,
  { compliance, requestedMs }: { compliance: "GDPR" | "CCPA"; requestedMs: number },
): Record<string, string> {
  const fromMs = compliance === "CCPA" ? requestedMs - YEAR_MS : undefined;
  const events = [...project.events.range(fromMs)].filter(({ distinctId }) => ids.has(distinctId));
  const people = [...ids].flatMap((id) => project.profiles.get(id) ?? []);
  return {
    "events.json": lines(events.map(({ event, properties }) => ({ event, properties }))),
    "people.json": lines(
      people.map(({ distinctId, properties }) => ({ $distinct_id: distinctId, $properties: properties })),
    ),
  };
}
