const schema = {
  $schema: "http://json-schema.org/draft-07/schema",
  description: "",
  properties: { price: { type: "number", examples: [9], metadata: { "com.mixpanel": { platforms: [] } } } },
  metadata: { "com.mixpanel": { displayName: "", tags: ["Shop"], hidden: false } },
};
/** A schema as Mixpanel lists it, with keys beyond its description. */
export const entry = { entityType: "event", name: "Added To Cart", schemaJson: schema };
