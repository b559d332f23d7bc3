import { DEFAULT_MAX_REMOVED_PERCENT, REMOVALS } from "../mixpanel/rows/mirrorTypes";
import { group } from "./group";
import { booleanInput, choiceInput, integerInput, jsonObjectInput, nameInput } from "./kinds";

/** Inputs of the mode Mirror. */
export const rowMirror = group(
  "Mirror Options",
  "Only for the mode Mirror: what happens to rows that are gone since the last run, and what the flow keeps to find them.",
  {
    removal: choiceInput("Removed Rows", {
      choices: REMOVALS,
      names: { nothing: "Leave the profile", unset: "Remove its properties", delete: "Delete the profile" },
      default: "nothing",
      comments:
        "What happens to the profile of a row that the last run had, and that is gone now. Leave the profile changes nothing, and forgets the row. Remove its properties removes those that this step sends, and leaves others. Delete the profile deletes it with all its properties. The events of the profile stay in each case. The profile with exactly this ID is meant, even if the ID has become an alias of another profile.",
    }),
    maxRemovedPercent: integerInput("Max Removed Rows (%)", {
      min: 0,
      max: 100,
      whenEmpty: DEFAULT_MAX_REMOVED_PERCENT,
      placeholder: String(DEFAULT_MAX_REMOVED_PERCENT),
      example: "10",
      comments: `The step fails before it sends anything if a larger part of the last run's rows is gone and would be removed, in percent (0 to 100). Leave it empty for ${DEFAULT_MAX_REMOVED_PERCENT}.`,
    }),
    allowEmpty: booleanInput("Allow Empty Table", {
      default: false,
      comments:
        "When true, no rows at all means that every row of the last run is gone, and all are removed. When false, the step then fails before it removes anything.",
    }),
    resendAll: booleanInput("Resend All", {
      default: false,
      comments:
        "When true, sends unchanged rows too, which repairs profiles that something else has changed in Mixpanel, or that a failed run had changed. When false, sends only rows that are new or have changed.",
    }),
    mirrorName: nameInput("Mirror Name", {
      example: "customers-eu",
      comments:
        "Tells mirrors apart that run in the same step, such as one for each pass of a loop: each name has a state of its own. Leave it empty for a step that mirrors one table.",
    }),
    keepState: booleanInput("Keep State In Flow", {
      default: true,
      comments:
        "When true, the flow keeps the IDs and a hash of each row for its next run: about 36 bytes for each row with a UUID, of the 64 MiB that an instance may keep. The flow keeps nothing of a run that fails. When false, the result has the state, to be stored elsewhere and passed to the next run as Previous State.",
    }),
    previousState: jsonObjectInput("Previous State", {
      example: '{"version": 1, "rows": 0}',
      comments:
        "mirror.state of the last run's result, if Keep State In Flow is false. Leave it empty for the first run, which sends all rows and removes nothing.",
    }),
  },
);
