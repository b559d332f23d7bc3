import { InputError } from "../mixpanel/errors";
import { describe, isUnset } from "./clean";
import { group } from "./group";
import {
  booleanInput,
  choiceInput,
  jsonObjectInput,
  keyValuesInput,
  listInput,
  nameInput,
  textInput,
  typedInput,
} from "./kinds";
import { dateOf, VALUE_TYPES } from "./propertyValues";

/** The inputs of actions that change one profile. */

export const distinct_id = nameInput.required("Distinct ID", {
  expected: "the ID of one user",
  example: "user-12345",
  comments:
    "The user whose profile it is. A placeholder that faulty clients send, such as undefined or null, is rejected.",
});

/** Names a group profile, together with the group's ID. */
export const group_key = nameInput.required("Group Key", {
  expected: "the name of a group key",
  example: "company_id",
  comments: "The kind of group, such as company_id: a group key from Mixpanel's Project Settings > Group Keys.",
});

export const group_id = nameInput.required("Group ID", {
  expected: "the ID of one group",
  example: "acme-inc",
  comments:
    "The group whose profile it is. A placeholder that faulty clients send, such as undefined or null, is rejected.",
});

export const PROPERTIES = "Properties";
export const PROPERTIES_JSON = "Properties (JSON)";
export const COMMON_PROPERTIES = "Common Properties";

/** Names of properties with a value each. Mixpanel's own names begin with $. */
export const properties = (words: { example: string; comments: string; repeats?: boolean }) =>
  keyValuesInput(PROPERTIES, { placeholder: "Value", ...words });

export const propertiesJson = jsonObjectInput(PROPERTIES_JSON, {
  example: '{"plan": "pro", "seats": 5}',
  comments:
    "For property names that are not known in advance: a JSON object, or an object from a previous step. Values keep their JSON type. Can be combined with the Properties input if no property is in both.",
});

export const valueTypes = choiceInput("Value Types", {
  choices: VALUE_TYPES,
  names: { text: "Text stays text", auto: "Recognize numbers, true/false, JSON and dates" },
  default: "text",
  comments:
    "How text in Properties is sent. With text, it stays text. With auto, text that spells a number, true or false, or a JSON list or object is sent as that, and dates are sent as YYYY-MM-DDTHH:mm:ss in UTC; numbers that begin with 0 or have more than 15 digits stay text. Numbers, booleans, lists and objects of a previous step keep their type either way.",
});

export const propertyNames = listInput.required("Property Names", {
  expected: "the name of at least one property",
  example: "plan",
  comments:
    "The properties to delete permanently, with their values. Names are used exactly as given, including spaces. A property that the profile does not have is ignored.",
});

/** Mixpanel's own parameter; a switch here, since builders ask for a location and not for an address. */
export const ip = booleanInput("Geolocate", {
  default: false,
  comments:
    "When true, Mixpanel sets the profile's location by the IP address of the request, which is the server that runs this integration. When false, it leaves the location as it is.",
});

const created = typedInput(
  "Created",
  {
    example: "2024-01-31T09:30:00Z",
    comments:
      "When the user signed up ($created): a day, or a time such as 2024-01-31T09:30:00Z. A time with a zone is converted to UTC.",
  },
  (label) => (value) => {
    if (isUnset(value)) return undefined;
    const date = dateOf(value);
    if (date !== undefined) return date;
    const expected = "a day or time such as 2024-01-31 or 2024-01-31T09:30:00Z";
    throw new InputError({ input: label, got: describe(value), expected });
  },
);

/** The property of a user that each input of the group is. */
export const COMMON_NAMES = {
  email: "$email",
  name: "$name",
  firstName: "$first_name",
  lastName: "$last_name",
  phone: "$phone",
  avatar: "$avatar",
  created: "$created",
} as const;

export const commonProperties = group(COMMON_PROPERTIES, "Properties that Mixpanel shows in every user profile.", {
  email: textInput("Email", { example: "jane@example.com", comments: "The user's email address ($email)." }),
  name: textInput("Name", { example: "Jane Doe", comments: "The user's full name ($name)." }),
  firstName: textInput("First Name", { example: "Jane", comments: "The user's first name ($first_name)." }),
  lastName: textInput("Last Name", { example: "Doe", comments: "The user's last name ($last_name)." }),
  phone: textInput("Phone", {
    example: "+14155550100",
    comments: "The user's phone number in international format ($phone).",
  }),
  avatar: textInput("Avatar", {
    example: "https://example.com/jane.png",
    comments: "The address of the user's picture ($avatar).",
  }),
  created,
});
