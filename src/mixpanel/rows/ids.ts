import { idText } from "../ingest/idText";
import { Invalid } from "./invalid";
import { converter } from "./values";

const plain = converter("auto", (ms) => ms);

/**
 * An ID of a row as text, in whichever form a driver hands it over. Null and blanks become empty text: they are no user.
 *
 * @returns a value that is no text for what cannot be an ID, such as a number that may have been rounded; validation names it
 */
export function readId(value: unknown): unknown {
  if (typeof value === "string") return value.trim() === "" ? "" : value;
  const id = idText(plain(value));
  return id === null ? "" : id;
}

/** The same text for the same value, whether it came from CSV, JSON or a driver. */
export function keyText(value: unknown): unknown {
  const key = plain(value);
  return key instanceof Invalid || (typeof key === "object" && key !== null) ? key : String(key ?? "");
}
