import type { ActionLogger } from "@prismatic-io/spectral";
import type { FormParams } from "../inputs/group";
import type { rowMirror } from "../inputs/rowMirror";
import type { MixpanelClient } from "../mixpanel/client";
import { InputError } from "../mixpanel/errors";
import { hashOf } from "../mixpanel/records/hash";
import { mirrorOwner, mirrorRows } from "../mixpanel/rows/mirrorRows";
import type { MirrorOptions } from "../mixpanel/rows/mirrorTypes";
import type { RowInput } from "../mixpanel/rows/source";
import type { SyncOptions } from "../mixpanel/rows/types";

/** Where the flow keeps the states of mirrors. */
const STATE_KEY = "mixpanelMirror";

type MirrorParams = FormParams<{ mirror: typeof rowMirror }>;

/** The options of a mirror, from those of a sync. @throws InputError for events, and for a run that does not begin with the first row */
function mirrorOptions({ target, resumeFrom, ...options }: SyncOptions, params: MirrorParams): MirrorOptions {
  if (target.kind === "events")
    throw new InputError({
      input: "Mode",
      got: "Mirror for events",
      expected: "user profiles, group profiles or a lookup table",
    });
  if (resumeFrom !== undefined && resumeFrom > 0) {
    throw new InputError({
      input: "Resume From",
      got: `${resumeFrom} in the mode Mirror`,
      expected: "no value",
      fix: "A mirror reads all rows in each run, and sends those that Mixpanel lacks.",
    });
  }
  const { removal, maxRemovedPercent, allowEmpty, resendAll } = params;
  return { ...options, target, removal, maxRemovedPercent, allowEmpty, resendAll };
}

/**
 * Runs a mirror whose state the flow keeps, or the builder.
 *
 * @param kept what the flow keeps; changed if the state is kept there
 * @param stepName each step has a state of its own
 */
export async function runMirror(
  client: MixpanelClient,
  rows: RowInput,
  sync: SyncOptions,
  params: MirrorParams & { validateOnly?: boolean },
  { kept, stepName, logger }: { kept: Record<string, unknown>; stepName: string; logger: ActionLogger },
) {
  const options = mirrorOptions(sync, params);
  const { keepState, previousState, mirrorName = "" } = params;
  if (keepState && previousState !== undefined) {
    throw new InputError({
      input: "Previous State",
      got: "a state, although Keep State In Flow is true",
      expected: "one of them",
      fix: "Turn Keep State In Flow off, or leave Previous State empty.",
    });
  }
  const key = `${STATE_KEY}:${hashOf(JSON.stringify([mirrorOwner(client, options), stepName, mirrorName]))}`;
  const result = await mirrorRows(client, rows, { ...options, state: keepState ? kept[key] : previousState });
  const { mirror } = result;
  if (keepState && !params.validateOnly) kept[key] = mirror.state;
  if (result.held > 0 || mirror.removals_held > 0)
    logger.warn(
      `Mixpanel: ${result.held} rows and ${mirror.removals_held} removals are left to the next run.${result.outage === null ? "" : ` ${result.outage.message}`}`,
    );
  // The flow keeps it, and a step's result must stay small.
  return { ...result, mirror: { ...mirror, state: keepState ? null : mirror.state } };
}
