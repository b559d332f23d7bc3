import { event, property } from "../inputs/queries";
import { listPropertyValues as endpoint } from "../mixpanel/endpoints/events";
import { textChoices } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const propertyValues = definePicklist({
  endpoint,
  label: "Select Property Value",
  description:
    "Lists the values of an event's property, the 255 most common ones. Each lookup uses one query of the hourly limit",
  inputs: { event, name: property },
  byHand: "If the list cannot be loaded, type the value exactly as an event in Mixpanel shows it.",
  example: [{ key: "pro", label: "pro" }],
  choices: (values) => textChoices(values),
});
