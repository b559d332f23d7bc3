/** How scripts say which part of an element they mean: by a path such as `properties.plan`, or by a function. */

export type Accessor = (element: unknown) => unknown;

type Fields = Record<string, unknown>;

/** The part at a path. Names of properties may hold dots themselves, so the whole rest of a path is tried before its pieces. */
function partAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Fields;
  if (Object.hasOwn(fields, path)) return fields[path];
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(fields, name)) return partAt(fields[name], path.slice(dot + 1));
  }
  return undefined;
}

/** Reads an accessor. Throws a TypeError for what is neither path nor function. */
export function accessorOf(spec: unknown): Accessor {
  if (typeof spec === "string") return (element) => partAt(element, spec);
  if (typeof spec === "function") return (element) => spec(element);
  throw new TypeError("an accessor must be the path of a property or a function");
}

/** The number at an accessor, or of the element itself without one; undefined where there is none. */
export function numericAccessorOf(spec: unknown): (element: unknown) => number | undefined {
  const read = spec === undefined ? (element: unknown) => element : accessorOf(spec);
  return (element) => {
    const value = read(element);
    const number = value === undefined || value === null ? Number.NaN : Number(value);
    return Number.isNaN(number) ? undefined : number;
  };
}

/** `mixpanel.to_number`. */
export const toNumber = numericAccessorOf;

/** `mixpanel.slice`: some components of a list, such as the key of an earlier grouping. */
export function slice(spec: unknown, start: number, limit?: number): Accessor {
  const read = accessorOf(spec);
  return (element) => {
    const list = read(element);
    return Array.isArray(list) ? list.slice(start, limit) : list;
  };
}
