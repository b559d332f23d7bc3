import { InputError } from "../mixpanel/errors";
import { describe, id, isUnset, required } from "./clean";
import { textList } from "./cleanJson";
import { event } from "./events";
import { group } from "./group";
import { booleanInput, integerInput, listInput, nameInput, typedInput } from "./kinds";

/** Who a privacy request is about, and where to look for them. */

const EXAMPLE = JSON.stringify([
  { email: "ann@example.com", userId: "12345" },
  { property: { name: "phone", value: "+1 555 0100" } },
]);

/** IDs of group keys, which may come as numbers. */
function groupIdsInput(label: string, words: { example: string; comments: string }) {
  const read = textList(label, { numbers: true });
  const clean = required(label, id(label), "a number such as 12345");
  return {
    ...typedInput(label, words, () => (value) => read(value)?.map(clean)),
    collection: "valuelist" as const,
  };
}

/** Rows in any form, which the step reads. */
const rows = (label: string) => (value: unknown) => {
  if (isUnset(value)) return undefined;
  if (typeof value === "string" || (typeof value === "object" && value !== null)) return value;
  throw new InputError({ input: label, got: describe(value), expected: "a list of people, CSV text or a file" });
};

export const subjectInputs = {
  emails: listInput("E-mails", {
    example: "ann@example.com",
    comments:
      "The e-mails of the people to find, one person each. They are searched in the properties of E-mail Properties, and as distinct IDs.",
  }),
  userIds: listInput("User IDs", {
    numbers: true,
    example: "12345",
    comments:
      "The IDs that the people have in the product, one person each. They are searched as distinct IDs and in $user_id.",
  }),
  serviceIds: listInput("Service IDs", {
    numbers: true,
    example: "cus_9s6XKzkNRiz8i3",
    comments:
      "The IDs that another service has for the people, one person each. They are searched in the property that Service ID Property names.",
  }),
  distinctIds: listInput("Distinct IDs", {
    numbers: true,
    example: "user-12345",
    comments:
      "Distinct IDs that are known already, one person each. One that is found nowhere is listed, but left out of distinct_ids.",
  }),
  subjects: {
    ...typedInput(
      "People",
      {
        example: EXAMPLE,
        comments:
          "People with several identifiers, or found by another property: a list of objects with email, userId, serviceId, distinctId, or property with name and value. Whatever matches any of them is the person's. Also takes CSV text or a file with these columns, where a property has the columns property_name and property_value.",
      },
      rows,
    ),
    type: "data" as const,
  },
};

const MAX_EXPORT_DAYS = 366;

/** How people are searched. */
export const searchInputs = {
  searchOptions: group("Search Options", "Which properties are searched, and how many IDs are returned.", {
    emailProperties: listInput("E-mail Properties", {
      placeholder: "$email, email",
      example: "$email",
      comments: "The profile properties that hold e-mails. Leave it empty for $email and email.",
    }),
    ignoreCase: booleanInput("Ignore Case Of E-mails", {
      default: true,
      comments:
        "When true, e-mails that differ only in capitals and surrounding spaces are the same: each is searched as given, without surrounding spaces, and in lower case. An e-mail that a profile has in other capitals may not be found, because Mixpanel has no function for that. When false, e-mails must be exactly the same.",
    }),
    serviceIdProperty: nameInput("Service ID Property", {
      example: "stripe_customer_id",
      comments: "The profile property that holds the Service IDs. Required if there are Service IDs.",
    }),
    groupIds: groupIdsInput("Data Group IDs", {
      example: "-1234567890123456789",
      comments:
        "The IDs of group keys whose group profiles to search, too, for the same properties. Find them in Mixpanel under Project Settings > Group Keys. Each repeats the queries of properties. Leave it empty to search user profiles only.",
    }),
    maxIds: integerInput("Max IDs Per Person", {
      min: 1,
      max: 10_000,
      whenEmpty: 500,
      placeholder: "500",
      example: "500",
      comments:
        "Maximum number of IDs returned for one person, from 1 to 10000; truncated says whether there are more. Leave it empty for 500.",
    }),
  }),
  eventSearch: group("Events", "Whether to search exported events, too.", {
    exportDays: integerInput("Export Days", {
      min: 1,
      max: MAX_EXPORT_DAYS,
      example: "30",
      placeholder: "none",
      comments: `How many of the last days of events to export, today included, up to ${MAX_EXPORT_DAYS}. Events tell the other IDs of a person, such as those of devices, and users without a profile. The days are exported up to 3 times, and count toward the limit of 60 exports per hour. At most 1000000 events are read. Leave it empty to search no events.`,
    }),
    event,
  }),
};
