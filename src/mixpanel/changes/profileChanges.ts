import type { MixpanelClient } from "../client";
import { InputError } from "../errors";
import type { JsonObject } from "../records/json";
import { isLost } from "../records/lostState";
import { initialState } from "./profileBaseline";
import { changedSince, countedPages, DATES, type ProfileParameters, type Version, versionsOn } from "./profileQuery";
import { isProfileState, type ProfileChange, type ProfileState, ProfileTracker } from "./profileTracker";
import { earlier, type Stamp, type WallClock } from "./wallClock";

/** Without batching, each poll reads all changes to find the oldest. This many take about five minutes. */
export const MAX_CHANGES_TO_SORT = 250_000;

export interface ProfilePoll {
  /** By Mixpanel's names: `where`, `output_properties`, `data_group_id`, … */
  parameters: ProfileParameters;
  clock: WallClock;
  /** What the state belongs to; the state of something else is not used. */
  of: string;
  state: JsonObject;
  cursor: JsonObject | undefined;
  isBatching: boolean;
  /** The first poll reports all profiles that were updated from this day on; none if it is undefined. */
  lookBackDate: string | undefined;
  /** Number of changes per poll, or per page of a poll with batching. */
  maxProfiles: number;
}

export interface ProfilePolled {
  changes: ProfileChange[];
  /** Whether the changes are part of a backfill. */
  isBackfill: boolean;
  /** Whether the state of this trigger could not be read, so that this is a first poll. */
  isRestart: boolean;
  next?: JsonObject;
  state: ProfileState;
}

function isStateOf(of: string, state: JsonObject): state is ProfileState {
  return state.of === of && isProfileState(state);
}

/**
 * Polls for profiles that were created or updated since the poll before. The first poll only looks where it starts, unless there is a
 * Look-back Date.
 *
 * @throws MixpanelError if a page fails or profiles are missing; the state is then as before
 */
export async function pollProfiles(client: MixpanelClient, poll: ProfilePoll): Promise<ProfilePolled> {
  const { parameters, clock, of, lookBackDate, cursor } = poll;
  const started = clock.stampAt(client.transport.clock.now());
  const isFirst = !isStateOf(of, poll.state);
  const backfillFrom = lookBackDate === undefined ? null : `${lookBackDate}T00:00:00`;
  const state = isStateOf(of, poll.state)
    ? poll.state
    : await initialState(client, parameters, { of, started, backfillFrom, clock });
  const told = { isBackfill: state.backfillFrom !== null, isRestart: isFirst && isLost(poll.state, of) };
  if (isFirst && !told.isBackfill && cursor === undefined) return { ...told, changes: [], state };
  const window = new Window(client, { ...poll, state, started });
  return { ...told, ...(await (poll.isBatching ? window.nextPage() : window.oldest())) };
}

type Found = Omit<ProfilePolled, "isBackfill" | "isRestart">;

/** The profiles from the floor of a state on. */
class Window {
  private readonly tracker: ProfileTracker;
  private readonly counts: { rows: number; total: number };
  private readonly started: Stamp;
  private newest: Stamp | undefined;

  constructor(
    private readonly client: MixpanelClient,
    private readonly poll: ProfilePoll & { state: ProfileState; started: Stamp },
  ) {
    const { state, clock, cursor = {}, started } = poll;
    this.tracker = new ProfileTracker(state, clock, cursor);
    this.counts = { rows: Number(cursor.rows ?? 0), total: Number(cursor.total ?? 0) };
    this.started = typeof cursor.started === "string" ? cursor.started : started;
    this.newest = typeof cursor.newest === "string" ? cursor.newest : undefined;
  }

  /** Reports the changes as Mixpanel returns them, and continues the same query on the next page. */
  async nextPage(): Promise<Found> {
    const { state, maxProfiles } = this.poll;
    const changes: ProfileChange[] = [];
    for await (const page of this.pages()) {
      // A page may have the same profile twice.
      for (const version of this.versionsOf(page))
        if (!this.tracker.isReported(version)) changes.push(this.tracker.report(version));
      if (this.newest !== undefined) this.tracker.forget(this.newest);
      if (changes.length < maxProfiles || page.next === undefined) continue;
      const { session_id, page: number } = page.next;
      const { started, newest, counts } = this;
      const next = { ...counts, ...this.tracker.toCursor(), started, newest, session_id, page: number };
      return { changes, next, state };
    }
    return { changes, state: this.tracker.stateAt(this.newest, { isDrained: true }) };
  }

  /** Reports the oldest changes. A second is reported whole, since the next poll cannot begin within one. */
  async oldest(): Promise<Found> {
    const { maxProfiles } = this.poll;
    let found: Version[] = [];
    let isCut = false;
    let limit = 2 * maxProfiles;
    const cut = () => {
      found.sort((one, other) => (one.stamp < other.stamp ? -1 : one.stamp > other.stamp ? 1 : 0));
      const last = found[maxProfiles - 1]?.stamp;
      const kept = last === undefined ? found : found.filter(({ stamp }) => stamp <= last);
      isCut ||= kept.length < found.length;
      found = kept;
      limit = Math.max(limit, 2 * found.length);
    };
    for await (const page of this.pages()) {
      this.assertSortable();
      for (const version of this.versionsOf(page)) found.push(version);
      if (found.length >= limit) cut();
    }
    cut();
    // A profile may be on two pages, if it moved between them.
    const changes = found.flatMap((version) =>
      this.tracker.isReported(version) ? [] : [this.tracker.report(version)],
    );
    const lastStamp = found.at(-1)?.stamp;
    const newest = isCut && lastStamp !== undefined ? earlier(lastStamp, this.started) : this.newest;
    return { changes, state: this.tracker.stateAt(newest, { isDrained: !isCut }) };
  }

  private pages() {
    const { parameters, state, cursor } = this.poll;
    const { where, output_properties: wanted } = parameters;
    const output_properties = Array.isArray(wanted) && wanted.length > 0 ? [...new Set([...wanted, ...DATES])] : wanted;
    const place = cursor === undefined ? {} : { session_id: String(cursor.session_id), page: Number(cursor.page) };
    const asked = { ...parameters, where: changedSince(state.floor, where), output_properties, ...place };
    return countedPages(this.client, asked, this.counts);
  }

  /** The versions on a page that were not reported yet. Times after the start of the poll do not move the position: clocks may be wrong. */
  private versionsOf(page: Parameters<typeof versionsOn>[0]): Version[] {
    const { clock, state } = this.poll;
    return versionsOn(page, clock, state.floor).filter((version) => {
      const reached = earlier(version.stamp, this.started);
      if (this.newest === undefined || reached > this.newest) this.newest = reached;
      return !this.tracker.isReported(version);
    });
  }

  private assertSortable(): void {
    const count = Math.max(this.counts.rows, this.counts.total);
    if (count <= MAX_CHANGES_TO_SORT) return;
    throw new InputError({
      input: "Enable Batching",
      got: `false, with ${count} profiles that were updated since ${this.poll.state.floor}`,
      expected: `at most ${MAX_CHANGES_TO_SORT} for a poll without batching`,
      fix: "Turn on Enable Batching under Flow control, which reads the profiles page by page, or select fewer profiles with Where.",
    });
  }
}
