import { booleanInput, integerInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { importId } from "../../inputs/warehouseImports";
import { runWarehouseImportAndWait as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { type AwaitedRun, assertSucceeded, runAndWait } from "../../mixpanel/warehouseImports/runAndWait";
import { defineAction } from "../../platform/defineAction";
import { boolean, integer, nullable, object, type PropertiesOf, text } from "../../platform/shape";

const MAX_MINUTES = 1_440;

export const runWarehouseImportAndWait = defineAction({
  endpoint,
  label: "Run Warehouse Import And Wait",
  description:
    "Starts a run of an import from a data warehouse, and waits for its end. If the run takes longer than the step may, the step returns where it stands, and where to continue. Mixpanel allows 5 runs per hour",
  inputs: {
    importId,
    resumeFrom: integerInput("Resume From", {
      min: 1,
      example: "1704100000000",
      comments:
        "Waits for a run that an earlier step has started, instead of starting one: resume_from of that step's result. Leave it empty to start a run.",
    }),
    maxMinutes: integerInput("Time Limit (minutes)", {
      min: 1,
      max: MAX_MINUTES,
      example: "13",
      comments:
        "Minutes after which the step stops waiting, from 1 to 1440; the run continues in Mixpanel. Leave it empty to use the connection's Time Limit (13 minutes by default). The platform ends an execution after 15 minutes, so a larger value is useful only outside of it.",
    }),
    failOnFailure: booleanInput("Fail On Failure", {
      default: true,
      comments:
        "When true, the step fails if the run fails or is cancelled. When false, the step succeeds and returns the status. A run that is still in progress is not a failure.",
    }),
    project_id,
    regionAndDomain,
  },
  output: object({
    run_id: nullable(text("The ID of the run. Null if the run was started by an earlier step.")),
    status: text("SUCCEEDED, FAILED or CANCELLED; RUNNING if the run takes longer than the step may."),
    complete: boolean("Whether the run has ended."),
    start_time: nullable(integer("When the run started, as Mixpanel returns it.")),
    end_time: nullable(integer("When the run ended, as Mixpanel returns it.")),
    num_events_imported: nullable(integer("Number of imported rows.")),
    resume_from: nullable(integer("Resume From for the next step, to continue waiting. Null if the run has ended.")),
  } satisfies PropertiesOf<AwaitedRun>),
  example: {
    run_id: "0b5a7f0e-4c7a-4c5e-9d67-3f1f5a1c2b3d",
    status: "SUCCEEDED",
    complete: true,
    start_time: 1704100000,
    end_time: 1704100300,
    num_events_imported: 25000,
    resume_from: null,
  },
  timeLimitMinutes: ({ maxMinutes }) => maxMinutes,
  run: async ({ client, params, logger }) => {
    const result = await runAndWait(client, params);
    if (result.resume_from !== null) {
      logger.warn(
        `Mixpanel: time limit reached while import ${params.importId} was ${result.status}. To continue waiting, run the step again with Resume From ${result.resume_from}.`,
      );
    }
    if (params.failOnFailure) assertSucceeded(result, params.importId);
    return result;
  },
});
