import { integerInput } from "../../inputs/kinds";
import { count } from "../../inputs/reports";
import { listEventNames as endpoint } from "../../mixpanel/endpoints/events";
import { defineQuery } from "../../platform/defineQuery";
import { list, text } from "../../platform/shape";

/** Mixpanel returns no more, whatever it is asked for. */
const MAX_NAMES = 5_000;

export const listEventNames = defineQuery({
  endpoint,
  label: "List Event Names",
  description: "Lists the names of the most frequent events of the last 31 days",
  inputs: {
    type: count,
    limit: integerInput("Limit", {
      min: 1,
      max: MAX_NAMES,
      example: "255",
      comments: `Maximum number of names to return, from 1 to ${MAX_NAMES}: Mixpanel returns no more. Leave it empty for 255.`,
    }),
  },
  output: list(text(), "Names of events, exactly as other steps need them. Their order is not documented."),
  example: ["Page View", "Purchased", "Signed Up"],
});
