import { propertyRef, type Scope } from "../mixpanel/expressions";
import { isUnset, required, text } from "./clean";
import { OPERATOR_NAMES, OPERATORS, READ_OPERATOR } from "./conditionOperators";
import { VALUE_TYPES } from "./conditionValues";
import { rowsInput } from "./group";
import { choiceInput, typedInput } from "./kinds";

/** Rows of a form that say which events or profiles count: a property, an operator and a value each. */

/** A row that was read. */
export class Condition {
  constructor(readonly expression: (nowSeconds: number) => string) {}
}

const PROPERTY_TYPES = {
  event: {
    choices: ["event", "user"],
    names: { event: "Event property", user: "User profile property" },
    default: "event",
    comments: "Whether Property is a property of the event, or of the profile of the user who did it.",
  },
  profile: {
    choices: ["profile", "behavior"],
    names: { profile: "Profile property", behavior: "Behavior" },
    default: "profile",
    comments:
      "Whether Property is a property of the profile, or the name of one of Behaviors: its value is a count then.",
  },
} as const;

/** What a query filters: events, or profiles, whose expressions know less. */
export type Filtered = keyof typeof PROPERTY_TYPES;

const rowInputs = (filtered: Filtered) => (name: (label: string) => string) => ({
  property: typedInput(
    name("Property"),
    { example: "plan", comments: "The name of the property. It is used exactly as given, including spaces." },
    (label) => (value) => (typeof value === "string" && !isUnset(value) ? value : text(label)(value)),
  ),
  operator: choiceInput(name("Operator"), {
    choices: OPERATORS,
    names: OPERATOR_NAMES,
    default: "equals",
    comments: "How the property is compared with Value.",
  }),
  value: typedInput(
    name("Value"),
    {
      example: "pro",
      comments:
        'What the property is compared with. Is one of takes a list: values separated by commas, or a JSON list such as ["a", "b"]. A date is a day as yyyy-mm-dd or a time as yyyy-mm-ddThh:mm:ss, in the project\'s time zone unless it ends with another one. Is in the last … days takes a number of days, up to now for profiles, up to the end of today in UTC for events. Is true, Is false, Is set and Is not set take no value.',
    },
    () => (value) => (isUnset(value) ? undefined : value),
  ),
  propertyType: choiceInput<Scope>(name("Property Type"), PROPERTY_TYPES[filtered]),
  valueType: choiceInput(name("Value Type"), {
    choices: VALUE_TYPES,
    names: { auto: "Automatic", text: "Text", number: "Number", boolean: "Boolean", date: "Date" },
    default: "auto",
    comments:
      "The type of Value. Mixpanel compares values of the same type only: the number 5 does not equal the text 5. Automatic reads 12.5 as a number, true and false as booleans, and everything else as text. With Contains, every value is text. To compare dates, choose Date, or an operator for dates.",
  }),
});

const match = choiceInput("Match Conditions", {
  choices: ["all", "any"],
  names: { all: "All of them", any: "Any of them" },
  default: "all",
  comments: "Whether all Conditions must hold, or any of them. If Where is also filled in, it must hold too.",
});

/** The inputs that make the `where` of a query out of rows. Their form has `where` as well, in whose place the result is sent. */
export const conditionInputs = (filtered: Filtered) => ({
  match,
  conditions: rowsInput({
    label: "Conditions",
    comments: `Which ${filtered}s to include, as a list of conditions. The step turns them into an expression and escapes names and values.`,
    leaves: rowInputs(filtered),
    read: ({ property, operator, value, propertyType, valueType }, name) => {
      const test = READ_OPERATOR[operator](name("Value"), valueType, value);
      const named = required(name("Property"), () => property, "the name of a property")(property);
      const of = { ref: propertyRef(propertyType, named), scope: propertyType };
      return new Condition((nowSeconds) => test(of, nowSeconds));
    },
  }),
});
