/** Reading JSON objects by names that callers choose. */

/** What an object itself has under a name: never what every object inherits, such as `constructor`. */
export function ownValue<V>(values: Readonly<Record<string, V>> | null | undefined, name: string): V | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}
