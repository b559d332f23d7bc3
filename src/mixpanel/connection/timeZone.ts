import { BoundedCache } from "../boundedCache";
import type { MixpanelClient } from "../client";
import { isTimeZone } from "../days";
import { testConnection as endpoint } from "../endpoints/account";
import { InputError, MixpanelError } from "../errors";
import { type Me, readMe } from "./me";

/** Who the credentials belong to. Projects change their time zone once in years, and a new project is asked for anew. */
export const knownAccounts = new BoundedCache<Me>({ maxEntries: 100, maxAgeMs: 300_000 });

async function accountOf(client: MixpanelClient, isCurrent: (me: Me) => boolean): Promise<Me> {
  const key = client.identity;
  const known = knownAccounts.get(key, client.transport.clock.now());
  if (known !== undefined && isCurrent(known)) return known;
  const me = readMe(await client.call(endpoint, {}));
  knownAccounts.set(key, me, client.transport.clock.now());
  return me;
}

/** What an input got that needs the time zone, and what would do without it. */
const DAYS = { got: "words for a day", expected: "a day as yyyy-mm-dd" };

/**
 * The time zone of a project, as its Project Settings show it: an IANA name such as US/Pacific.
 *
 * @param input label of the input whose value needs it
 * @throws InputError asking for a plain date where Mixpanel does not tell; MixpanelAuthError where it refuses the credentials
 */
export async function projectTimeZone(
  client: MixpanelClient,
  project: unknown,
  input: string,
  { got, expected } = DAYS,
): Promise<string> {
  if (project === undefined)
    throw new InputError({
      input: "Project ID",
      got: "nothing",
      expected: "a number such as 1234567",
      fix: "Fill in the Project ID of the step, or the Default Project ID of the connection.",
    });
  const projectId = String(project);
  const unknown = (reason: string, cause?: unknown) =>
    new InputError({
      input,
      got,
      expected: `${expected}, because Mixpanel did not tell the time zone of project ${projectId}: ${reason}`,
      cause,
    });
  let zone: string | undefined;
  try {
    zone = (await accountOf(client, (me) => me.timeZoneOf(projectId) !== undefined)).timeZoneOf(projectId);
  } catch (error) {
    if (!(error instanceof MixpanelError) || error.status === 401 || (error.status === undefined && !error.retryable))
      throw error;
    throw unknown(error.message, error);
  }
  if (zone === undefined) throw unknown("the service account does not see the project");
  if (!isTimeZone(zone)) throw unknown(`its time zone is ${zone}, which is not known here`);
  return zone;
}
