import { integerInput, nameInput, textInput } from "./kinds";
import { on as splitBy } from "./queries";

/** Inputs of the reports on users who come back. */

export const event = nameInput("Event", {
  example: "Viewed report",
  dataSource: "eventNames",
  comments: "The event that counts as activity, exactly as it is named in Mixpanel. Leave it empty for any event.",
});

export const where = textInput("Where", {
  example: 'properties["plan"] == "pro"',
  comments:
    'A filter expression for the event that counts as activity, such as properties["plan"] == "pro". See https://developer.mixpanel.com/reference/segmentation-expressions.',
});

export const on = {
  ...splitBy,
  comments:
    'Splits the result by a property of the event that counts as activity: the name of an event property, or an expression such as user["plan"] or string(properties["amount"]). Mixpanel does not document the response with On: if its form is not a known one, rows are empty.',
};

export const limit = integerInput("Limit", {
  min: 1,
  max: 10_000,
  example: "255",
  comments: "Maximum number of property values to return if On splits the result, from 1 to 10000.",
});
