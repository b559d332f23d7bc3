import type { LeafInputFieldDefinition } from "@prismatic-io/spectral";
import { DEFAULT_CONCURRENCY, MAX_CONCURRENCY } from "../mixpanel/ingest/engine/limits";
import { integer } from "./clean";
import { group } from "./group";
import { booleanInput, integerInput, typedInput } from "./kinds";

/** Inputs that set what is checked before sending, and how fast records are sent. */

const validateOnly = booleanInput("Validate Only", {
  default: false,
  comments:
    "When true, checks every record against Mixpanel's documented rules and sends nothing. The step succeeds, and failed_records says what to correct, including what Mixpanel would accept and then truncate, hide or drop, such as an event with $ignore. When false, sends the records.",
});

const skipInvalid = booleanInput("Skip Invalid", {
  default: false,
  comments:
    "When true, records that break one of Mixpanel's documented rules are not sent, and failed_records says how to correct them; also turn Fail On Rejected off if the step should still succeed. When false, Mixpanel decides. Some records are never sent and always listed: records that are not an event or update, whose ID has lost digits, that link a placeholder ID or change its profile, or that change nothing; and events that Track Events would lose without an error, such as events older than 5 days.",
});

export const replaceInsertIds = booleanInput("Replace Insert IDs", {
  default: false,
  comments:
    "When true, an insert ID that Mixpanel would reject (longer than 36 characters, with characters other than letters, digits and hyphens, or a placeholder such as undefined) is replaced by its hash, which is the same on every run. When false, it is sent as it is: Import Events then gets the event rejected, and Track Events stores it under a new random insert ID each time, which can create duplicates.",
});

export const concurrency = integerInput("Concurrent Requests", {
  min: 1,
  max: MAX_CONCURRENCY,
  example: String(DEFAULT_CONCURRENCY),
  comments: `Maximum number of requests in progress at the same time, from 1 to ${MAX_CONCURRENCY}. Mixpanel recommends 10 to 20. With large requests fewer run at once, because together they may hold at most 32 MB. Leave it empty for ${DEFAULT_CONCURRENCY}.`,
});

export const rateShare = typedInput(
  "Rate Share (%)",
  {
    placeholder: "100",
    example: "50",
    comments:
      "Share of the project's ingestion rate limit (30,000 events per second, 2 GB per minute) that this step may use, in percent from 1 to 100. Lower it if other systems send data to the same project. Leave it empty for the Rate Share of the connection, which is 100 unless it is filled in.",
  },
  (label) => (value) => {
    const percent = integer(label, { min: 1, max: 100 })(value);
    return percent === undefined ? undefined : percent / 100;
  },
);

export const resumeFrom = integerInput("Resume From", {
  min: 0,
  placeholder: "0",
  example: "26000",
  comments:
    "Position of the first record to send, from 0; earlier records are skipped. When a step reaches its time limit, it succeeds and returns this number as resume_from: pass it to the next run, with the same records in the same order. Leave it empty to start with the first record.",
});

/** Inputs of every action that sends records, plus the given options. */
export function sendingGroup<TOptions extends Record<string, LeafInputFieldDefinition>>(options: TOptions) {
  return group("Sending Options", "What is checked before sending, how fast records are sent, and where to start.", {
    validateOnly,
    skipInvalid,
    ...options,
    concurrency,
    rateShare,
    resumeFrom,
  });
}
