import { event, property } from "../../inputs/queries";
import { valuesLimit } from "../../inputs/reports";
import { listPropertyValues as endpoint } from "../../mixpanel/endpoints/events";
import { defineQuery } from "../../platform/defineQuery";
import { list, text } from "../../platform/shape";

export const listPropertyValues = defineQuery({
  endpoint,
  label: "List Property Values",
  description: "Lists the most frequent values of a property of an event",
  inputs: {
    event,
    name: property,
    limit: valuesLimit,
  },
  output: list(text(), "The values, most frequent first. Mixpanel returns numbers as text."),
  example: ["pro", "free"],
});
