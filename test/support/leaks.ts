import { inspect } from "node:util";
import { everyForm } from "./encodings";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** So long is a part of a password or token that must not be repeated either. */
const PART = 12;

const partsOf = (secret: string) => {
  const middle = (secret.length - PART) >> 1;
  return secret.length < PART ? [] : [0, middle, secret.length - PART].map((from) => secret.slice(from, from + PART));
};

/** Every form in which a connection's secrets may come back from a server or turn up in a text, and parts of those that are no names. */
export function secretForms(secrets: { username: string; password: string; tokens: readonly string[] }): string[] {
  const { username, password, tokens } = secrets;
  return [
    ...[username, password, ...tokens].flatMap(everyForm),
    ...[password, ...tokens].flatMap(partsOf),
    base64(`${username}:${password}`),
    ...tokens.map((token) => base64(`${token}:`)),
  ];
}

/** Every text that hangs on a value: own properties, hidden ones too, messages, stacks, causes, bytes, and what JSON makes of it. */
function texts(value: unknown, seen: Set<unknown>): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "bigint" || typeof value === "symbol") return [String(value)];
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return [];
  seen.add(value);
  if (Buffer.isBuffer(value)) return [value.toString("utf8"), value.toString("latin1")];
  const inside = value instanceof Map ? [...value.entries()] : value instanceof Set ? [...value] : [];
  const own = Reflect.ownKeys(value).map((key) => [String(key), Reflect.get(value, key)]);
  return [...inside, ...own.flat()].flatMap((part) => texts(part, seen));
}

/** The secrets that a value holds anywhere, in any form. */
export function leaksIn(value: unknown, forms: readonly string[]): string[] {
  const all = [
    ...texts(value, new Set()),
    inspect(value, { depth: 10, showHidden: true }),
    JSON.stringify(value) ?? "",
  ];
  return forms.filter((form) => all.some((text) => text.includes(form)));
}
