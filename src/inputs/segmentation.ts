import { onExpression } from "../mixpanel/expressions";
import { name, required } from "./clean";
import { choiceInput, typedInput } from "./kinds";

/** Inputs of the segmentation reports. */

/** The number that a report is about. @param what the report does with it */
export const numericOn = (label: string, what: string) => ({
  ...typedInput(
    label,
    {
      example: "amount",
      dataSource: "eventProperties",
      comments: `The property whose values to ${what}: the name of an event property, or an expression such as properties["price"] * properties["quantity"]. Opening the list of properties uses one query of the hourly limit.`,
    },
    () => (value) => onExpression(required(label, name(label), "the name of a property, or an expression")(value)),
  ),
  required: true as const,
});

export const hourOrDay = choiceInput("Unit", {
  choices: ["hour", "day"],
  empty: "Default (day)",
  comments: "The time buckets of the result. Leave it empty for days.",
});

/** What to say of reports that Mixpanel no longer develops. */
export const REPLACEMENT =
  "Mixpanel no longer develops this API: for new integrations, save an Insights report and use Query Insights Saved Reports";
