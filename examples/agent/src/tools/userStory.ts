import { type Answer, answered, cell, plural, quoted, type Row, unanswered } from "../answer";
import type { Mixpanel, Profile } from "../mixpanel";
import { similarity } from "../names";
import { lastDays, requiredText, wholeOf } from "../question";
import type { Tool } from "../tool";

const DEFAULT_DAYS = 30;
const MAX_DAYS = 90;
const DEFAULT_EVENTS = 10;
const MAX_EVENTS = 20;
const MAX_SUGGESTIONS = 5;
const MIN_SEARCH_LENGTH = 3;
/** Between addresses that differ by a slip of the hand. */
const MIN_ADDRESS_SIMILARITY = 0.8;
const MAX_DETAILS = 3;
const PROFILE_PROPERTIES = ["$name", "$email", "$city", "$last_seen"];
/** Properties of an event that tell nothing of the story. */
const HIDDEN = /^(\$|mp_|time$|distinct_id$)/;

/** A condition on a profile's property. The component escapes the value, whatever it is. */
const condition = (property: string, operator: "equals" | "contains", value: string) =>
  ({ property, operator, value, propertyType: "profile", valueType: "text" }) as const;

/** Profiles by conditions of which any must hold. */
async function profilesWhere(mixpanel: Mixpanel, conditions: readonly ReturnType<typeof condition>[]) {
  const { results } = await mixpanel.queryProfiles({
    conditions: [...conditions],
    match: "any",
    output_properties: PROFILE_PROPERTIES,
    fetchAll: false,
  });
  return results;
}

/** An address as it was written, and in small letters, as most products store it. */
const emailsOf = (user: string) =>
  [...new Set([user, user.toLowerCase()])].map((address) => condition("$email", "equals", address));

async function profilesOf(mixpanel: Mixpanel, user: string): Promise<Profile[]> {
  const byEmail = user.includes("@") ? await profilesWhere(mixpanel, emailsOf(user)) : [];
  if (byEmail.length > 0) return byEmail;
  const { results } = await mixpanel.queryProfiles({
    distinct_ids: [user],
    output_properties: PROFILE_PROPERTIES,
    fetchAll: false,
  });
  return results.filter(({ $distinct_id }) => $distinct_id === user);
}

const isNearAddress = (asked: string, address: unknown) =>
  typeof address === "string" && similarity(asked, address) >= MIN_ADDRESS_SIMILARITY;

const personOf = ({ $distinct_id, $properties }: Profile): Row => ({
  distinct_id: $distinct_id,
  name: cell($properties.$name),
  email: cell($properties.$email),
});

/**
 * Users who are meant perhaps: with nearly the same e-mail address, or, if it is no address, with a name that contains it. It tells no more
 * of them than the question did, so that nobody can list addresses by asking for parts of them.
 */
async function unknownUser(mixpanel: Mixpanel, user: string): Promise<Answer> {
  const sentence = `There is no user with the distinct ID or e-mail address ${quoted(user)}, and no event of such a user in the days asked for.`;
  const [part = "", domain] = user.split("@");
  if (part.length < MIN_SEARCH_LENGTH) return unanswered(sentence);
  const isAddress = domain !== undefined;
  const found = await profilesWhere(mixpanel, [condition(isAddress ? "$email" : "$name", "contains", part)]);
  const similar = found.filter(({ $properties: { $email } }) => !isAddress || isNearAddress(user, $email));
  if (similar.length === 0) return unanswered(`${sentence} No profile has a similar name or e-mail address.`);
  return unanswered(`${sentence} suggestions has users with a similar name or e-mail address.`, {
    suggestions: similar.slice(0, MAX_SUGGESTIONS).map((profile) => {
      const { email, ...named } = personOf(profile);
      return isAddress ? { ...named, email: email ?? null } : named;
    }),
  });
}

/** A time in seconds since 1970 as ISO 8601, without a zone: it is in the zone in which Mixpanel returns it. */
function timeOf(value: unknown): string | null {
  if (typeof value !== "number") return null;
  const date = new Date(value * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 19);
}

/** One event as a row: when, what, and a few of its own properties. */
function momentOf({ event, properties }: { event: string; properties: Record<string, unknown> }): Row {
  const own = Object.entries(properties).filter(([key, value]) => !HIDDEN.test(key) && typeof value !== "object");
  const details = own.slice(0, MAX_DETAILS).map(([key, value]) => `${key}: ${String(value)}`);
  return { time: timeOf(properties.time), event, details: cell(details.join(", ")) };
}

export const userStory: Tool = {
  key: "mixpanel-user-story",
  name: "One User's Story",
  description:
    "Answers: what did one user do lately? Finds a user by distinct ID or e-mail address and returns who they are and their latest events, newest first. Use it for questions like 'What did ada@example.com do before writing to support?'. For one user only; not for counting.",
  properties: {
    user: {
      type: "string",
      description:
        "The user's distinct ID or e-mail address, exactly. An unknown address is answered with nearly equal ones, and a name with the users of that name.",
    },
    days: {
      type: "integer",
      description: `Optional. How many days to look back, today included, from 1 to ${MAX_DAYS}; ${DEFAULT_DAYS} if left out.`,
    },
    events: {
      type: "integer",
      description: `Optional. How many of the latest events to return, from 1 to ${MAX_EVENTS}; ${DEFAULT_EVENTS} if left out.`,
    },
  },
  required: ["user"],
  result: {
    distinct_id: { type: "string", description: "The user's distinct ID." },
    name: { type: "string", description: "The user's name; null if there is no profile, or none in it." },
    email: { type: "string", description: "The user's e-mail address, or null." },
    city: { type: "string", description: "The user's city, or null." },
    last_seen: { type: "string", description: "When the user was last seen, or null." },
    from_date: { type: "string", description: "First day that was looked at, in the project's time zone." },
    to_date: { type: "string", description: "Last day that was looked at: today." },
    total_events: { type: "integer", description: "How many events the user has in these days." },
    timeline: { type: "array", description: "The latest events, newest first: time, event, details." },
  },
  maxQueries: 4,
  async answer(mixpanel, question) {
    const user = requiredText(question, "user", "the distinct ID or e-mail address of a user").trim();
    const range = lastDays(wholeOf(question, "days", { otherwise: DEFAULT_DAYS, max: MAX_DAYS }));
    const shown = wholeOf(question, "events", { otherwise: DEFAULT_EVENTS, max: MAX_EVENTS });
    const profiles = await profilesOf(mixpanel, user);
    if (profiles.length > 1) {
      return unanswered(
        `The question is ambiguous: ${profiles.length} users have the e-mail address ${quoted(user)}. Ask again with the distinct ID of the one you mean.`,
        { suggestions: profiles.slice(0, MAX_SUGGESTIONS).map(personOf) },
      );
    }
    const [profile] = profiles;
    const distinct_id = profile?.$distinct_id ?? user;
    const stream = await mixpanel.queryActivityStream({
      distinct_ids: [distinct_id],
      from_date: range.from_date,
      to_date: range.to_date,
      maxEvents: String(shown),
    });
    if (profile === undefined && stream.total === 0) return unknownUser(mixpanel, user);
    const timeline = stream.results.events.map(momentOf);
    const { $name, $email, $city, $last_seen } = profile?.$properties ?? {};
    const { from_date, to_date } = stream.resolved_dates;
    const who =
      typeof $name === "string" ? `${quoted($name)} (${quoted(distinct_id)})` : `The user ${quoted(distinct_id)}`;
    const latest = timeline[0];
    const sentence =
      latest === undefined
        ? `${who} has no event from ${from_date} to ${to_date}.`
        : `${who} has ${plural(stream.total, "event")} from ${from_date} to ${to_date}; the latest was ${quoted(String(latest.event))} at ${latest.time}.${stream.total > timeline.length ? ` timeline has the latest ${timeline.length}.` : ""}`;
    return answered(sentence, {
      distinct_id,
      name: cell($name),
      email: cell($email),
      city: cell($city),
      last_seen: cell($last_seen),
      from_date,
      to_date,
      total_events: stream.total,
      timeline,
    });
  },
};
