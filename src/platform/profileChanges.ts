import type { Inputs } from "@prismatic-io/spectral";
import {
  COMMON_NAMES,
  COMMON_PROPERTIES,
  commonProperties,
  PROPERTIES,
  PROPERTIES_JSON,
  properties,
  propertiesJson,
  propertyNames,
  valueTypes,
} from "../inputs/profileUpdates";
import { addend, listOf, oneValue, propertyValue } from "../inputs/propertyValues";
import { InputError } from "../mixpanel/errors";
import { isRecord, type JsonObject } from "../mixpanel/records/json";

type FormValues = Readonly<Record<string, unknown>>;

/** What an operation changes of a profile, and how its form asks for it. */
export interface ProfileChange {
  /** Mixpanel's name of it. */
  operation: string;
  inputs: Inputs;
  /** What the operation is given. @throws InputError */
  operand(form: FormValues): object | string;
  example: object | string;
}

/** Where a property came from. */
interface Property {
  input: string;
  name: string;
  value: unknown;
}

const propertiesIn = (input: string, values: unknown): Property[] =>
  isRecord(values) ? Object.entries(values).map(([name, value]) => ({ input, name, value })) : [];

/** The properties that a form holds, in whatever inputs. @throws InputError where there are none, or one stands in two inputs */
function propertiesOf(form: FormValues): Property[] {
  const common = Object.entries(COMMON_NAMES)
    .filter(([key]) => form[key] !== undefined)
    .map(([key, name]) => ({ input: COMMON_PROPERTIES, name, value: form[key] }));
  const given = [
    ...propertiesIn(PROPERTIES, form.properties),
    ...propertiesIn(PROPERTIES_JSON, form.propertiesJson),
    ...common,
  ];
  const first = new Map<string, string>();
  for (const { input, name } of given) {
    const other = first.get(name);
    if (other !== undefined) {
      const got = `the property ${name}, which is also in ${other}`;
      throw new InputError({ input, got, expected: "each property in one input only" });
    }
    first.set(name, input);
  }
  if (given.length === 0)
    throw new InputError({
      input: PROPERTIES,
      got: "nothing",
      expected: `at least one property, here or in ${PROPERTIES_JSON}`,
    });
  return given;
}

function mapped(form: FormValues, toValue: (property: Property) => unknown): JsonObject {
  return Object.fromEntries(propertiesOf(form).map((property) => [property.name, toValue(property)]));
}

/** The value as the form's Value Types say. Text elsewhere than in Properties has the type it is meant to have. */
const typedBy =
  ({ valueTypes }: FormValues) =>
  ({ input, name, value }: Property) =>
    propertyValue(input, name, value, input === PROPERTIES && valueTypes === "auto" ? "auto" : "text");

/** @param example properties that the operation takes */
function jsonLike(example: object) {
  const text = JSON.stringify(example);
  return { ...propertiesJson, example: text, placeholder: text };
}

const PLAN = {
  example: "pro",
  comments:
    "The properties to set: the key is the property's name. Names of Mixpanel's own properties begin with $, such as $email.",
};

function setting(operation: "$set" | "$set_once", groups: Inputs): ProfileChange {
  return {
    operation,
    inputs: { properties: properties(PLAN), propertiesJson, valueTypes, ...groups },
    operand: (form) => mapped(form, typedBy(form)),
    example: { plan: "pro", seats: 5 },
  };
}

/** Of users, with the properties that Mixpanel has for each of them. */
export const SET = setting("$set", { commonProperties });
export const SET_ONCE = setting("$set_once", { commonProperties });
export const SET_GROUP = setting("$set", {});
export const SET_GROUP_ONCE = setting("$set_once", {});

export const ADD: ProfileChange = {
  operation: "$add",
  inputs: {
    properties: properties({
      example: "1",
      comments:
        "The numeric properties to change, with the number to add to each; a negative number subtracts. A property that the profile lacks counts as 0.",
    }),
    propertiesJson: jsonLike({ logins: 1 }),
  },
  operand: (form) => mapped(form, ({ input, name, value }) => addend(input, name, value)),
  example: { logins: 1 },
};

function oneForEach(
  operation: "$append" | "$remove",
  { comments, fix }: { comments: string; fix: string },
): ProfileChange {
  return {
    operation,
    inputs: {
      properties: properties({ example: "sso", comments }),
      propertiesJson: jsonLike({ features: "sso" }),
      valueTypes,
    },
    operand: (form) => {
      const typed = typedBy(form);
      return mapped(form, (property) => oneValue(property.input, property.name, typed(property), fix));
    },
    example: { features: "sso" },
  };
}

export const APPEND = oneForEach("$append", {
  comments:
    "The list properties, and the value to append to each. A property that the profile does not have becomes a list of this value.",
  fix: "To add several values, each at most once, use Union To Profile Lists.",
});

export const REMOVE = oneForEach("$remove", {
  comments: "The list properties, and the value to remove from each. A value that is not in the list changes nothing.",
  fix: "Use one step for each value to remove.",
});

export const UNION: ProfileChange = {
  operation: "$union",
  inputs: {
    properties: properties({
      repeats: true,
      example: "sso",
      comments:
        "The list properties, and the values to add to each: a list of a previous step, or the same key once for each value. Values that the list already has are not added again.",
    }),
    propertiesJson: jsonLike({ features: ["sso", "audit log"] }),
    valueTypes,
  },
  operand: (form) => {
    const typed = typedBy(form);
    // Several values of one key have come as a list, in which each is text or typed for itself.
    const typedList = (property: Property) =>
      Array.isArray(property.value)
        ? property.value.flatMap((value) => (Array.isArray(value) ? [value] : typed({ ...property, value })))
        : typed(property);
    return mapped(form, (property) => listOf(property.input, property.name, typedList(property)));
  },
  example: { features: ["sso", "audit log"] },
};

export const UNSET: ProfileChange = {
  operation: "$unset",
  inputs: { propertyNames },
  operand: ({ propertyNames: names }) => (Array.isArray(names) ? names : []),
  example: ["plan"],
};

/** The value of a deletion means nothing. */
export const DELETE: ProfileChange = { operation: "$delete", inputs: {}, operand: () => "", example: "" };
