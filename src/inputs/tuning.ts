import { input } from "@prismatic-io/spectral";
import { DEFAULT_CONCURRENCY, MAX_CONCURRENCY } from "../mixpanel/ingest/engine/limits";
import { boolean, integer } from "./clean";

export const validateOnly = input({
  label: "Validate Only",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, checks every record against Mixpanel's documented rules and sends nothing; the step succeeds, and failed_records says what to correct. That includes what Mixpanel accepts and then cuts, hides or drops, such as an event with $ignore. When false, sends the records.",
  clean: (value: unknown) => boolean("Validate Only")(value) ?? false,
});

export const skipInvalid = input({
  label: "Skip Invalid",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, records that break one of Mixpanel's documented rules are not sent, and listed in failed_records with how to correct them; turn Fail On Rejected off for the step to succeed all the same. When false, Mixpanel itself decides. Some records are left out and listed either way: those that are no event or update, whose ID is a rounded number, that link a placeholder ID or change the profile of one, or that change nothing; and events that Track Events would lose without an error, such as those older than 5 days.",
  clean: (value: unknown) => boolean("Skip Invalid")(value) ?? false,
});

export const replaceInsertIds = input({
  label: "Replace Insert IDs",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, an insert ID that Mixpanel would refuse (longer than 36 characters, with others than letters, digits and hyphens, or a placeholder such as undefined) is replaced by its hash, the same on every run. When false, it is sent as it is: Mixpanel refuses such an event of Import Events, and stores one of Track Events under an insert ID of its own, a new one each time that it is sent.",
  clean: (value: unknown) => boolean("Replace Insert IDs")(value) ?? false,
});

export const unaltered = input({
  label: "Send Unaltered",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, events that come as NDJSON are sent as they are, which is several times faster: no insert ID is computed, and Mixpanel rejects events without one; a time ahead of now is not clamped, so that an event with one may be stored twice when its request is retried; numbers as IDs are not turned into text; and placeholder IDs in links are not looked for. Identity events ($identify, $create_alias, $merge) are not sent apart from the others, so a project with Simplified ID Merge rejects the whole request that holds one, and a $merge gets no token. When false, what is missing is filled in.",
  clean: (value: unknown) => boolean("Send Unaltered")(value) ?? false,
});

export const concurrency = input({
  label: "Requests At Once",
  type: "string",
  required: false,
  placeholder: String(DEFAULT_CONCURRENCY),
  example: String(DEFAULT_CONCURRENCY),
  comments: `How many requests are under way at the same time, from 1 to ${MAX_CONCURRENCY}. Mixpanel does best with 10 to 20. Large requests are fewer, so that those under way hold at most 32 MB. Leave it empty for ${DEFAULT_CONCURRENCY}.`,
  clean: integer("Requests At Once", { min: 1, max: MAX_CONCURRENCY }),
});

export const rateShare = input({
  label: "Rate Share (%)",
  type: "string",
  required: false,
  placeholder: "100",
  example: "50",
  comments:
    "How much of what Mixpanel takes from a project (30,000 events a second, 2 GB a minute) this step may use, in percent from 1 to 100. Lower it where other systems send to the same project. Leave it empty for 100.",
  clean: (value: unknown) => (integer("Rate Share (%)", { min: 1, max: 100 })(value) ?? 100) / 100,
});

/** How much is sent at once and how fast, for every action that sends records. */
export const pace = { concurrency, rateShare };

export const resumeFrom = input({
  label: "Resume From",
  type: "string",
  required: false,
  placeholder: "0",
  example: "26000",
  comments:
    "Position of the first record to send, from 0; the records before it are skipped. A step that reaches its time limit succeeds, with the number for the next run in resume_from: pass it here, together with the same records in the same order. Leave it empty to begin with the first record.",
  clean: integer("Resume From", { min: 0 }),
});
