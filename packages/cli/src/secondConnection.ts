/** The connection to send to, of an operation that takes two, such as Copy Events. */
import { UsageError } from "./usage";

export const SECOND_ENVIRONMENT = `Copy Events sends to a second connection: the same variables with MIXPANEL_TO_ in place of MIXPANEL_, such as MIXPANEL_TO_USERNAME, MIXPANEL_TO_SECRET, MIXPANEL_TO_PROJECT_ID and MIXPANEL_TO_RESIDENCY. Nothing is taken over from the first connection.`;

/**
 * Checks the fields of a second connection before anything is sent.
 *
 * @param from the fields of the first connection
 * @param to the fields of the second one
 * @returns the second one; undefined if neither is set, so that both are projects of a sandbox
 * @throws UsageError if only one of them is set, or the second has no credentials
 */
export function secondFields(
  from: Readonly<Record<string, string>>,
  to: Record<string, string>,
): Record<string, string> | undefined {
  const [hasFrom, hasTo] = [from, to].map((fields) => Object.keys(fields).length > 0);
  if (!hasFrom && !hasTo) return undefined;
  if (!hasFrom)
    throw new UsageError(
      "MIXPANEL_TO_ variables are set, but none of the connection to read from, such as MIXPANEL_USERNAME. Set both connections, or none to use a sandbox.",
    );
  const hasCredentials = (to.username && to.password) || to.projectToken;
  if (!hasCredentials)
    throw new UsageError(
      "There is no connection to send to. Set MIXPANEL_TO_USERNAME, MIXPANEL_TO_SECRET and MIXPANEL_TO_PROJECT_ID, or MIXPANEL_TO_PROJECT_TOKEN; and MIXPANEL_TO_RESIDENCY if it is not US.",
    );
  return to;
}
