/** Expressions over what a project stores: its events and its profiles. */
import { SandboxError } from "../errors";
import { compile, type Evaluator, ExpressionError, toBoolean, toText } from "../expressions";
import { type TimeZone, timeZoneOf } from "../timeZone";
import type { JsonObject, Profile, Project, StoredEvent } from "../types";

/** Label under which reports count the events that lack the property of a breakdown. */
export const UNDEFINED_LABEL = "undefined";

/** Reads an expression; one that cannot be read is the caller's mistake and answered with 400. */
function compileOrRefuse(expression: string): Evaluator {
  try {
    return compile(expression);
  } catch (error) {
    if (error instanceof ExpressionError) throw new SandboxError(400, error.message);
    throw error;
  }
}

/** The value of an expression for an event; `user["…"]` reads the profile of the event's user. Throws a 400 if unreadable. */
export function eventExpression(
  project: Project,
  expression: string,
  zone = timeZoneOf(project.timeZone),
): (event: StoredEvent) => unknown {
  const evaluate = compileOrRefuse(expression);
  return (event) =>
    evaluate({
      zone,
      event: event.event,
      time: event.time,
      properties: event.properties,
      user: project.profiles.get(event.distinctId)?.properties,
    });
}

export type EventTest = (event: StoredEvent) => boolean;

/** The test that a `where` expression makes on events; without one, every event passes. Throws a 400 if unreadable. */
export function eventFilter(project: Project, where: string | undefined, zone?: TimeZone): EventTest {
  if (where === undefined) return () => true;
  const evaluate = eventExpression(project, where, zone);
  return (event) => toBoolean(evaluate(event));
}

/** The label of an event in a breakdown by an `on` expression. Throws a 400 if unreadable. */
export function eventLabel(project: Project, on: string): (event: StoredEvent) => string {
  const evaluate = eventExpression(project, on);
  const zone = timeZoneOf(project.timeZone);
  return (event) => toText(evaluate(event), zone) ?? UNDEFINED_LABEL;
}

/** The properties of a profile as expressions and answers see them: the distinct ID stands among them for expressions. */
function profileSubject(profile: Profile): JsonObject {
  return { $distinct_id: profile.distinctId, ...profile.properties };
}

export type ProfileTest = (profile: Profile, behaviors?: Record<string, number>) => boolean;

/** The test that a `where` expression makes on user or group profiles; without one, all pass. Throws a 400 if unreadable. */
export function profileFilter(project: Project, where: string | undefined, now?: number): ProfileTest {
  if (where === undefined) return () => true;
  const evaluate = compileOrRefuse(where);
  const zone = timeZoneOf(project.timeZone);
  return (profile, behaviors) => {
    const properties = profileSubject(profile);
    return toBoolean(evaluate({ properties, user: properties, behaviors, zone, now }));
  };
}

/** The value of an event's property by plain name, as reports without expressions read it; what is missing is undefined. */
export function propertyOf(event: StoredEvent, name: string): unknown {
  return Object.hasOwn(event.properties, name) ? event.properties[name] : undefined;
}

/** The test that an expression makes on an event beside the profile of its user, either of which may be missing. Throws a 400 if unreadable. */
export function pairFilter(
  zone: TimeZone,
  where: string | undefined,
): (event?: StoredEvent, user?: Profile) => boolean {
  if (where === undefined) return () => true;
  const evaluate = compileOrRefuse(where);
  return (event, user) =>
    toBoolean(
      evaluate({
        zone,
        event: event?.event,
        time: event?.time,
        properties: event?.properties ?? {},
        user: user && profileSubject(user),
      }),
    );
}

/** Events with an empty distinct ID are nobody's: reports on what users do leave them out. */
export const hasUser = (event: StoredEvent): boolean => event.distinctId !== "";
