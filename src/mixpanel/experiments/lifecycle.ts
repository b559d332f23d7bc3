import type { MixpanelClient } from "../client";
import {
  decideExperiment,
  forceConcludeExperiment,
  getExperiment,
  launchExperiment,
  updateExperiment,
} from "../endpoints/experiments";
import { InputError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import type { ResponseOf } from "../http/response";
import { isRecord, type JsonObject } from "../records/json";

type ExperimentIds = ParametersOf<typeof getExperiment>;
type Experiment = ResponseOf<typeof getExperiment>;

/** The life of an experiment. Each status allows one step, and no step leads back; a decided experiment allows none. */
const STEPS = {
  draft: { label: "Launch Experiment", becomes: "active" },
  active: { label: "Force Conclude Experiment", becomes: "concluded" },
  concluded: { label: "Decide Experiment", becomes: "success or fail" },
} as const;

type Open = keyof typeof STEPS;

const isOpen = (status: unknown): status is Open => typeof status === "string" && Object.hasOwn(STEPS, status);

/** What can be done with an experiment, for an error. */
function possible({ status, deleted }: JsonObject): string {
  if (isArchived({ deleted })) return "Use Unarchive Experiment first.";
  if (!isOpen(status)) return "A decided experiment cannot change any more.";
  return `It can only become ${STEPS[status].becomes}, with ${STEPS[status].label}.`;
}

const isArchived = ({ deleted }: JsonObject) => deleted !== null && deleted !== undefined;

/** @throws InputError unless the experiment has this status and is not archived */
async function assertIs(client: MixpanelClient, ids: ExperimentIds, status: Open): Promise<void> {
  const { results } = await client.call(getExperiment, ids);
  if (results.status === status && !isArchived(results)) return;
  throw new InputError({
    input: "Experiment ID",
    got: `an experiment that is ${isArchived(results) ? "archived and " : ""}${String(results.status)}`,
    expected: `one that is ${status}, because ${STEPS[status].label} is not possible from another status`,
    fix: possible(results),
  });
}

/** Starts a draft. @throws InputError if it is no draft; MixpanelError @see https://developer.mixpanel.com/reference/launch-experiment */
export async function launch(client: MixpanelClient, ids: ExperimentIds): Promise<Experiment> {
  await assertIs(client, ids, "draft");
  return client.call(launchExperiment, ids);
}

/**
 * Ends an active experiment.
 *
 * @param end.end_date ISO 8601; now if it is not set
 * @throws InputError if it is not active; MixpanelError
 * @see https://developer.mixpanel.com/reference/force-conclude-experiment
 */
export async function conclude(
  client: MixpanelClient,
  ids: ExperimentIds,
  end: { end_date?: string },
): Promise<Experiment> {
  await assertIs(client, ids, "active");
  return client.call(forceConcludeExperiment, { ...ids, ...end });
}

/**
 * Decides a concluded experiment.
 *
 * @throws InputError if it is not concluded; MixpanelError
 * @see https://developer.mixpanel.com/reference/decide-experiment
 */
export async function decide(
  client: MixpanelClient,
  ids: ExperimentIds,
  decision: { success: boolean; variant?: string; message?: string },
): Promise<Experiment> {
  if (decision.success && decision.variant === undefined) {
    throw new InputError({ input: "Variant", got: "nothing", expected: "the variant that won, for a success" });
  }
  await assertIs(client, ids, "concluded");
  return client.call(decideExperiment, { ...ids, ...decision });
}

/**
 * Changes an experiment. Mixpanel replaces `settings` as a whole, so they are read first, and sent with the change.
 *
 * @throws InputError if it changes the variants of an experiment that was launched; MixpanelError
 * @see https://developer.mixpanel.com/reference/update-experiment
 */
export async function changeExperiment(
  client: MixpanelClient,
  ids: ExperimentIds,
  change: Omit<ParametersOf<typeof updateExperiment>, keyof ExperimentIds>,
): Promise<Experiment> {
  const { results } = await client.call(getExperiment, ids, { exact: true });
  if (change.variants !== undefined && results.status !== "draft") {
    throw new InputError({
      input: "Variants",
      got: `variants for an experiment that is ${String(results.status)}`,
      expected: "nothing, because the variants of a launched experiment cannot change",
    });
  }
  const { settings } = change;
  const merged = isRecord(settings) && isRecord(results.settings) ? { ...results.settings, ...settings } : settings;
  return client.call(updateExperiment, { ...ids, ...change, settings: merged });
}
