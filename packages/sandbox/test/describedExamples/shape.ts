/** How a response differs from the example that Mixpanel's description shows of it. */

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** Where a value has another shape than the example; objects with other keys than the example's are maps by date, name or value. */
function differences(example: unknown, actual: unknown, at = "$"): string[] {
  if (kindOf(example) !== kindOf(actual)) return [`${at}: ${kindOf(actual)} instead of ${kindOf(example)}`];
  // A response that is one value (1 or 0) says it all with it, and a status is a word that clients compare.
  if (at === "$" ? !isObject(example) : at === "$.status") {
    return example === actual ? [] : [`${at}: ${String(actual)} instead of ${String(example)}`];
  }
  // Which properties an event or a profile has, its senders decide.
  if (!isObject(example) || !isObject(actual) || /\.\$?properties$/.test(at)) return [];
  const expected = Object.keys(example);
  const isRecord = expected.some((key) => key in actual);
  if (isRecord && !Array.isArray(actual)) {
    return expected.flatMap((key) =>
      key in actual ? differences(example[key], actual[key], `${at}.${key}`) : [`${at}.${key}: missing`],
    );
  }
  const samples = Object.values(example);
  const first = Object.entries(actual).slice(0, 20);
  if (samples.length > 0 && first.length === 0) return [`${at}: empty`];
  return first.flatMap(([key, value]) => {
    const each = samples.map((sample) => differences(sample, value, `${at}.${key}`));
    return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
  });
}

/** The differences with dates and positions left out, each once. */
export const kindsOfDifferences = (example: unknown, actual: unknown): string[] => [
  ...new Set(differences(example, actual).map((one) => one.replace(/\.(\d{4}-\d{2}-\d{2}|\d+)(?=[.:])/g, ".*"))),
];
