/** Shows an action's output schema to people. */
import { z } from "zod";
import { beside, columnsOf, painter, type Stream, wrap } from "./terminal";

const shape = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
type Shape = z.infer<typeof shape>;

function typeOf({ type, items, enum: values }: Shape): string {
  const own = Array.isArray(type) ? type.join(" or ") : (type ?? "any");
  const element = shape.safeParse(items);
  if (element.success && items !== undefined) return `${own} of ${typeOf(element.data)}`;
  return values === undefined ? own : `${own}: ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

/** One line per property, followed by the properties of nested objects and lists. Returns no line if the value is not a JSON schema. */
export function outputLines(schema: unknown, stream: Stream, depth = 1): string[] {
  const parsed = shape.safeParse(schema);
  if (!parsed.success) return [];
  const { properties, items, required = [] } = parsed.data;
  if (properties === undefined) return items === undefined ? [] : outputLines(items, stream, depth);
  const paint = painter(stream);
  return Object.entries(properties).flatMap(([name, property]) => {
    const own = shape.safeParse(property);
    if (!own.success) return [];
    const facts = `${typeOf(own.data)}${required.includes(name) ? "" : ", may be missing"}`;
    const { description } = own.data;
    return [
      beside([paint("cyan", name), paint("dim", facts)], columnsOf(stream), 2 * depth),
      ...(description === undefined ? [] : [wrap(description, columnsOf(stream), 2 * depth + 2)]),
      ...outputLines(property, stream, depth + 1),
    ];
  });
}
