import { anything, integer, keyed, list, nullable, object, optional, text } from "./shape";

/** A schema as Mixpanel returns it. Real ones have more keys than its description: those are passed on. */
export const schemaOutput = object({
  description: optional(nullable(text("What the event or profile means."))),
  properties: optional(nullable(keyed(anything(), "The properties by name, each with its type and description."))),
  metadata: optional(
    nullable(keyed(anything(), "Mixpanel's own settings, such as tags, hidden and dropped, under com.mixpanel.")),
  ),
});

export const schemaListOutput = object({
  status: text(),
  results: list(
    object({
      entityType: text("event, profile or custom_event."),
      name: text("Name of the event; $user for the user profile."),
      schemaJson: schemaOutput,
    }),
    "Only entities that have a schema. Upload Lexicon Schemas takes this list.",
  ),
});

export const SCHEMA_EXAMPLE = {
  description: "A user put a product into the cart",
  properties: { price: { type: "number", description: "In US dollars" } },
  metadata: { "com.mixpanel": { tags: ["Shop"], hidden: false, dropped: false } },
};

export const SCHEMA_LIST_EXAMPLE = {
  status: "ok",
  results: [{ entityType: "event", name: "Added To Cart", schemaJson: SCHEMA_EXAMPLE }],
};

export const deletedOutput = object({
  status: text(),
  results: object({ delete_count: integer("Number of deleted schemas; 0 if there was none.") }),
});
