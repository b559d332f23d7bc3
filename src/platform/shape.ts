import type { ActionOutputSchema } from "@prismatic-io/spectral";

/**
 * Describes a result once: as a JSON schema whose TypeScript type is the type of the result. An example, or an interface of the client, that
 * does not match is a compile error.
 */

type OutputSchema = Extract<ActionOutputSchema["schema"], { $id?: string }>;

declare const described: unique symbol;

/** A JSON schema. The symbol exists only in the type. */
export type Shape<Value> = OutputSchema & { readonly [described]?: Value };

/** The values that a shape describes. */
export type ValueOf<Of> = Of extends Shape<infer Value> ? Value : never;

/** A key of an object that may be absent. */
export interface Optional<Value> {
  readonly optional: Shape<Value>;
}

export type Properties = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;

/** Requires one property for each key of an interface, and no others: `object({ … } satisfies PropertiesOf<IngestResult>)`. */
export type PropertiesOf<Interface> = {
  readonly [Key in keyof Interface]-?: Record<never, never> extends Pick<Interface, Key>
    ? Optional<Exclude<Interface[Key], undefined>>
    : Shape<Interface[Key]>;
};

type OptionalKey<Of extends Properties> = {
  [Key in keyof Of]: Of[Key] extends Optional<unknown> ? Key : never;
}[keyof Of];

type Flat<Type> = { [Key in keyof Type]: Type[Key] };

type ObjectOf<Of extends Properties> = Flat<
  { [Key in Exclude<keyof Of, OptionalKey<Of>>]: ValueOf<Of[Key]> } & {
    [Key in OptionalKey<Of>]?: Of[Key] extends Optional<infer Value> ? Value : never;
  }
>;

/** A schema with a description, if one is given. */
const words = (schema: OutputSchema, description?: string): OutputSchema =>
  description === undefined ? schema : { ...schema, description };

export const text = (description?: string): Shape<string> => words({ type: "string" }, description);
export const integer = (description?: string): Shape<number> => words({ type: "integer" }, description);
export const number = (description?: string): Shape<number> => words({ type: "number" }, description);
export const boolean = (description?: string): Shape<boolean> => words({ type: "boolean" }, description);
/** An ID that Mixpanel writes as a number or as text. */
export const integerOrText = (description?: string): Shape<number | string> =>
  words({ type: ["integer", "string"] }, description);
/** A number, or the text of an integer with more digits than a JSON number keeps. */
export const numberOrText = (description?: string): Shape<number | string> =>
  words({ type: ["number", "string"] }, description);
/** Any JSON value. */
export const anything = (description?: string): Shape<unknown> => words({}, description);

/** Bytes, of which a result that is written as JSON has another form. */
export const bytes = (description?: string): Shape<Buffer> => words({}, description);

/** One of the given texts. */
export const choice = <const Choice extends string>(choices: readonly Choice[], description?: string): Shape<Choice> =>
  words({ type: "string", enum: [...choices] }, description);

export const list = <Item>(item: Shape<Item>, description?: string): Shape<Item[]> =>
  words({ type: "array", items: item }, description);

/** An object whose keys are data, such as dates or names. */
export const keyed = <Value>(item: Shape<Value>, description?: string): Shape<Record<string, Value>> =>
  words({ type: "object", ...(Object.keys(item).length === 0 ? {} : { additionalProperties: item }) }, description);

/** A key that may be absent. */
export const optional = <Value>(shape: Shape<Value>): Optional<Value> => ({ optional: shape });

/** An object with these keys. Mixpanel may add others. */
export function object<const Of extends Properties>(properties: Of, description?: string): Shape<ObjectOf<Of>> {
  const entries = Object.entries(properties);
  const required = entries.filter(([, property]) => !("optional" in property)).map(([key]) => key);
  const schemas = entries.map(([key, property]) => [key, "optional" in property ? property.optional : property]);
  const keys = required.length === 0 ? {} : { required };
  return words({ type: "object", properties: Object.fromEntries(schemas), ...keys }, description);
}

/** The same value, or null. */
export function nullable<Value>(shape: Shape<Value>): Shape<Value | null> {
  const { type, enum: choices } = shape;
  if (type === undefined) return shape;
  return { ...shape, type: [type, "null"].flat(), ...(choices === undefined ? {} : { enum: [...choices, null] }) };
}
