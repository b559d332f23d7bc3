import { parseJson } from "../records/boundedJson";
import { hasLongNumber, parseExact, stringifyExact, textOf } from "../records/exactNumbers";
import { isRecord } from "../records/json";

/** The JSON text of an object or list in a field, as it is written into the CSV. */
export class FieldJson {
  constructor(readonly text: string) {}
}

function exactField(field: unknown): unknown {
  if (typeof field === "string") return textOf(field);
  return typeof field === "object" && field !== null ? new FieldJson(stringifyExact(field)) : field;
}

function exactRow(row: unknown): unknown {
  if (Array.isArray(row)) return row.map(exactField);
  if (!isRecord(row)) return row;
  return Object.fromEntries(Object.entries(row).map(([name, field]) => [textOf(name), exactField(field)]));
}

/**
 * JSON.parse for rows that become CSV. If the text contains a number of 16 digits or more, such numbers become text with all their
 * digits, and objects and lists in a field become FieldJson.
 *
 * @throws SyntaxError as JSON.parse does
 */
export function parseExactRows(text: string): unknown {
  if (!hasLongNumber(text)) return parseJson(text);
  const rows = parseExact(text);
  return Array.isArray(rows) ? rows.map(exactRow) : rows;
}
