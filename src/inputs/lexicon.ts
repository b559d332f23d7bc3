import { InputError } from "../mixpanel/errors";
import { name as nameCleaner, required } from "./clean";
import { choiceInput, typedInput } from "./kinds";

/** What a schema describes. Mixpanel's description lists event and profile; its own clients also read custom_event. */
export const entityType = choiceInput("Entity Type", {
  choices: ["event", "profile", "custom_event"],
  names: { event: "Event", profile: "User profile", custom_event: "Custom event" },
  required: true,
  comments: "What the schema describes: an event, the user profile or a custom event.",
});

/** A name that can be part of an address. */
const entityNameCleaner = (label: string) => (value: unknown) => {
  const name = nameCleaner(label)(value);
  if (name === undefined || !/^\s*\.{1,2}\s*$/.test(name)) return name;
  const expected = "a name other than . and .., which cannot be part of an address";
  throw new InputError({ input: label, got: `"${name}"`, expected });
};

export const name = {
  ...typedInput(
    "Entity Name",
    {
      example: "Added To Cart",
      comments: "Name of the event, exactly as it is tracked. For the user profile it is $user.",
    },
    (label) => required(label, entityNameCleaner(label), "the name of an event, or $user"),
  ),
  required: true as const,
};
