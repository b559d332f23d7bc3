/** Where the data of scripts comes from: `Events`, `People` and `join`, read on the sandbox's own thread. */
import { SandboxError } from "../../errors";
import { parseTimestamp } from "../../expressions";
import type { JsonObject, Profile, Project, StoredEvent } from "../../types";
import { type Calendar, calendarOf, type TimeRange } from "../calendar";
import { type EventTest, eventFilter, type ProfileTest, pairFilter, profileFilter } from "../subjects";
import type { PlainElement, SourceElement, SourceKind, SourceReply, SourceRequest } from "./messages";
import { asciiJson, Shapes } from "./packedEvents";

const refuse = (message: string): never => {
  throw new SandboxError(400, message);
};

/** A day of the project, or an instant as ISO text. `endOfDay` gives the last moment's successor for a whole day. */
function instantOf(calendar: Calendar, params: JsonObject, name: string, endOfDay: boolean): number {
  const value = params[name];
  const text = typeof value === "string" ? value : "";
  const dayMs = calendar.parseDay(text);
  if (dayMs !== undefined) return endOfDay ? calendar.startAfter(dayMs, "day", 1) : dayMs;
  const ms = parseTimestamp(text) ?? refuse(`Events() needs ${name}: a date as yyyy-mm-dd, or a Date.`);
  return endOfDay ? ms + 1 : ms;
}

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null;

interface Selector {
  event?: string;
  selector?: string;
  label?: string;
}

const textField = (value: unknown, name: string): string | undefined => {
  const text = isObject(value) ? value[name] : undefined;
  return text === undefined || text === null ? undefined : String(text);
};

function selectorsOf(params: JsonObject, name: string): Selector[] | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return refuse(`${name} must be a list.`);
  // No selectors select everything: mixpanel-utils sends an empty list for that.
  if (value.length === 0) return undefined;
  return value.map((selector) => ({
    event: textField(selector, "event"),
    selector: textField(selector, "selector"),
    label: textField(selector, "label"),
  }));
}

function profileElement(profile: Profile): PlainElement {
  const seen = profile.properties.$last_seen;
  const lastSeen = typeof seen === "string" ? (parseTimestamp(seen) ?? null) : null;
  return { distinct_id: profile.distinctId, time: lastSeen, last_seen: lastSeen, properties: profile.properties };
}

type Read<T> = () => Iterable<T>;

interface PickedEvent {
  event: StoredEvent;
  labels: string[];
}

function events(project: Project, params: JsonObject): Read<PickedEvent> {
  const calendar = calendarOf(project);
  const range: TimeRange = {
    fromMs: instantOf(calendar, params, "from_date", false),
    toMs: instantOf(calendar, params, "to_date", true),
  };
  const selectors = selectorsOf(params, "event_selectors")?.map(({ event, selector, label }) => {
    const meets: EventTest = eventFilter(project, selector);
    return { label, passes: (one: StoredEvent) => (event === undefined || one.event === event) && meets(one) };
  });
  return function* () {
    for (const event of project.events.range(range.fromMs, range.toMs)) {
      const picked = selectors?.filter(({ passes }) => passes(event));
      if (picked?.length === 0) continue;
      yield { event, labels: picked?.flatMap(({ label }) => label ?? []) ?? [] };
    }
  };
}

function people(project: Project, params: JsonObject): Read<Profile> {
  const tests = selectorsOf(params, "user_selectors")?.map(
    ({ selector }): ProfileTest => profileFilter(project, selector),
  );
  return function* () {
    for (const profile of project.profiles.values()) {
      if (!tests || tests.some((test) => test(profile))) yield profile;
    }
  };
}

const JOIN_TYPES = ["full", "left", "right", "inner"];

/**
 * Events beside the profiles of their users. `left` keeps events without a profile, `right` profiles without an event,
 * `full` both and `inner` neither.
 */
function join(project: Project, params: JsonObject, shapes: Shapes): Read<SourceElement> {
  const type = textField(params, "type") ?? "full";
  if (!JOIN_TYPES.includes(type)) refuse(`join: type must be one of ${JOIN_TYPES.join(", ")}.`);
  const readEvents = events(project, isObject(params.events) ? params.events : {});
  const readPeople = people(project, isObject(params.people) ? params.people : {});
  const tests = selectorsOf(params, "selectors")?.map(({ event, selector }) => {
    const meets = pairFilter(calendarOf(project).zone, selector);
    return (one?: StoredEvent, user?: Profile) => (event === undefined || one?.event === event) && meets(one, user);
  });
  const passes = (event?: StoredEvent, user?: Profile) => !tests || tests.some((test) => test(event, user));
  return function* () {
    const users = new Map([...readPeople()].map((user) => [user.distinctId, user]));
    const met = new Set<string>();
    for (const { event, labels } of readEvents()) {
      const user = users.get(event.distinctId);
      met.add(event.distinctId);
      if ((user || type === "left" || type === "full") && passes(event, user)) {
        const packed = shapes.pack(event, labels);
        yield { distinct_id: event.distinctId, event: packed, ...(user && { user: profileElement(user) }) };
      }
    }
    if (type !== "right" && type !== "full") return;
    for (const user of users.values()) {
      if (met.has(user.distinctId) || !passes(undefined, user)) continue;
      yield { distinct_id: user.distinctId, user: profileElement(user) };
    }
  };
}

function* mapped<T>(elements: Iterable<T>, change: (element: T) => SourceElement): Iterable<SourceElement> {
  for (const element of elements) yield change(element);
}

function sourceOf(project: Project, kind: SourceKind, params: JsonObject, shapes: Shapes): Read<SourceElement> {
  if (kind === "join") return join(project, params, shapes);
  if (kind === "people") {
    const read = people(project, params);
    return () => mapped(read(), profileElement);
  }
  const read = events(project, params);
  return () => mapped(read(), ({ event, labels }) => shapes.pack(event, labels));
}

/** A chunk is sent when it is about this long: what is under way between the threads stays small. */
const CHARACTERS_PER_CHUNK = 256_000;

/** The sources that one running script has opened, and its passes over them. */
export class Sources {
  readonly #project: Project;
  readonly #sources = new Map<number, Read<SourceElement>>();
  readonly #passes = new Map<number, Iterator<SourceElement>>();
  readonly #shapes = new Shapes();

  constructor(project: Project) {
    this.#project = project;
  }

  /** Answers a call of the script. */
  answer(request: SourceRequest): SourceReply {
    try {
      if (request.call === "read") return { json: this.#nextChunk(request) };
      const { source, kind, params } = request;
      this.#sources.set(source, sourceOf(this.#project, kind, isObject(params) ? params : {}, this.#shapes));
      return { json: "" };
    } catch (error) {
      if (error instanceof SandboxError) return { refusal: error.message };
      throw error;
    }
  }

  #nextChunk({ source, pass }: { source: number; pass: number }): string {
    const elements = this.#passes.get(pass) ?? this.#sources.get(source)?.()[Symbol.iterator]();
    if (!elements) throw new Error(`The script read from source ${source} before it opened it.`);
    this.#passes.set(pass, elements);
    const chunk: string[] = [];
    for (let length = 0; length < CHARACTERS_PER_CHUNK; ) {
      const { done, value } = elements.next();
      if (done) break;
      const json = asciiJson(value);
      chunk.push(json);
      length += json.length;
    }
    if (chunk.length === 0) this.#passes.delete(pass);
    return `{"shapes":${asciiJson(this.#shapes.takeFresh())},"elements":[${chunk.join(",")}]}`;
  }
}
