/** The activity feed of single users. */
import type { JsonObject, Project } from "../types";
import type { TimeRange } from "./calendar";

export interface ActivityResult {
  status: "ok";
  results: { events: { event: string; properties: JsonObject }[] };
}

/** The events of the users, oldest first. Follows https://developer.mixpanel.com/reference/activity-stream-query. */
export function queryActivity(project: Project, distinctIds: string[], range: TimeRange): ActivityResult {
  const wanted = new Set(distinctIds.map((id) => project.identities.get(id) ?? id));
  const events = [...project.events.range(range.fromMs, range.toMs)]
    .filter(({ distinctId }) => wanted.has(distinctId))
    .map(({ event, properties }) => ({ event, properties }));
  return { status: "ok", results: { events } };
}
