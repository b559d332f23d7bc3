import { booleanInput, integerInput, listInput } from "../inputs/kinds";
import { token } from "../inputs/privacy";
import { tasksInput } from "../inputs/privacyTasks";
import { regionAndDomain } from "../inputs/residency";
import { pollTasks } from "../mixpanel/privacy/pollTasks";
import { definePollingTrigger } from "../platform/definePollingTrigger";

const DEFAULT_UNCLEAR_DAYS = 7;

export const privacyRequestCompleted = definePollingTrigger({
  label: "Privacy Request Completed",
  description:
    "Follows data retrievals and deletions for days or weeks, and starts the flow when one has ended: with success, a failure, a cancellation, or an unknown end",
  inputs: {
    followRegistered: booleanInput("Follow Registered Tasks", {
      default: true,
      comments:
        "When true, follows the tasks that Request User Data and Erase Users submitted in any flow of the instance. When false, follows the listed tasks only.",
    }),
    retrievalIds: listInput("Retrieval Tracking IDs", {
      numbers: true,
      example: "1234567890123456789",
      comments:
        "More retrievals to follow, by the tracking_id of Create Data Retrieval. Each is reported once, even if it stays in the list.",
    }),
    deletionIds: listInput("Deletion Tracking IDs", {
      numbers: true,
      example: "1234567890123456789",
      comments:
        "More deletions to follow, by the tracking_id of Create Data Deletion. Each is reported once, even if it stays in the list.",
    }),
    tasks: tasksInput("Tasks", {
      comments:
        "More tasks to follow, as a list of objects with tracking_id and kind (retrieval or deletion), and optionally request_id and submitted_at: for example the tasks that an action returned, stored in a config variable or a data store.",
    }),
    unclearDays: integerInput("Give Up After (days)", {
      min: 1,
      max: 90,
      whenEmpty: DEFAULT_UNCLEAR_DAYS,
      placeholder: String(DEFAULT_UNCLEAR_DAYS),
      example: String(DEFAULT_UNCLEAR_DAYS),
      comments: `How many days in a row the status of a task may be UNKNOWN, NOT_FOUND or another one that tells nothing, from 1 to 90. The task is then reported with the outcome unknown or not_found, and no longer followed. Leave it empty for ${DEFAULT_UNCLEAR_DAYS}.`,
    }),
    token,
    regionAndDomain,
  },
  batches: { batchSize: 1, concurrentBatchLimit: 5 },
  example: {
    tasks: [
      {
        tracking_id: "1234567890123456789",
        kind: "deletion",
        outcome: "success",
        task_status: "SUCCESS",
        request_id: "ticket-4711",
        submitted_at: "2024-01-15T12:00:00.000Z",
        ended_at: "2024-01-29T09:30:00.000Z",
        statuses: [
          { status: "PENDING", at: "2024-01-15T12:05:00.000Z" },
          { status: "SUCCESS", at: "2024-01-29T09:30:00.000Z" },
        ],
      },
    ],
    count: 1,
    open: 3,
  },
  poll: async ({ client, params, logger, state, sharedState, isBatching }) => {
    const { followRegistered, retrievalIds = [], deletionIds = [], tasks, token, unclearDays } = params;
    const listed = [
      ...retrievalIds.map((tracking_id) => ({ tracking_id, kind: "retrieval" as const })),
      ...deletionIds.map((tracking_id) => ({ tracking_id, kind: "deletion" as const })),
      ...tasks,
    ];
    const shared = followRegistered ? sharedState : {};
    const options = { token, unclearDays, warn: (message: string) => logger.warn(message) };
    const polled = await pollTasks(client, { shared, listed }, options, state);
    const ended = polled.ended.map((task) => ({ ...task, task_status: task.statuses.at(-1)?.status ?? null }));
    return {
      body: isBatching ? ended : { tasks: ended, count: ended.length, open: polled.open },
      isEmpty: ended.length === 0,
      isRestart: polled.isRestart,
      state: polled.state,
    };
  },
});
