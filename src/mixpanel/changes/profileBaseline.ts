import type { MixpanelClient } from "../client";
import { countedPages, DATES, type ProfileParameters, versionsOn } from "./profileQuery";
import { MAX_KNOWN_PROFILES, type ProfileState, ProfileTracker } from "./profileTracker";
import { earlier, type Stamp, type WallClock } from "./wallClock";

interface Start {
  /** What the state belongs to. */
  of: string;
  /** When the poll began. */
  started: Stamp;
  clock: WallClock;
}

/**
 * The state after what exists was read; undefined if there are too many profiles to remember.
 *
 * @throws MixpanelResponseError if profiles are missing, which would look new later
 */
async function stateOfExisting(
  client: MixpanelClient,
  asked: ProfileParameters,
  { of, started, clock }: Start,
): Promise<ProfileState | undefined> {
  const empty = { of, floor: "", recent: {}, created: {}, known: "", backfillFrom: null };
  const tracker = new ProfileTracker(empty, clock);
  const counts = { rows: 0, total: 0 };
  let newest: Stamp | undefined;
  const parameters = { ...asked, where: undefined, output_properties: DATES };
  for await (const page of countedPages(client, parameters, counts)) {
    if (Math.max(counts.rows, counts.total) > MAX_KNOWN_PROFILES) return undefined;
    for (const version of versionsOn(page, clock, "")) {
      tracker.markExisting(version);
      const reached = earlier(version.stamp, started);
      if (reached !== "" && (newest === undefined || reached > newest)) newest = reached;
    }
    if (newest !== undefined) tracker.forget(newest);
  }
  return tracker.stateAt(newest ?? started, { isDrained: true });
}

/**
 * The state before the first poll. Reads all profiles, to tell later which ones are new, and where their updates have got to.
 *
 * @param options.backfillFrom begins there instead, to report what exists
 */
export async function initialState(
  client: MixpanelClient,
  asked: ProfileParameters,
  { backfillFrom, ...start }: Start & { backfillFrom: Stamp | null },
): Promise<ProfileState> {
  const { of, started, clock } = start;
  const unknown = { of, floor: clock.before(started, 0), recent: {}, created: {}, known: null, backfillFrom: null };
  const state = (await stateOfExisting(client, asked, start)) ?? unknown;
  return backfillFrom === null ? state : { ...state, floor: backfillFrom, recent: {}, backfillFrom };
}
