import { hasLongNumber, parseExact, stringifyExact } from "./exactNumbers";

/** A record whose JSON has numbers that JavaScript would round. */
export class ExactRecord {
  /** @param json the record as JSON, with all digits of its numbers */
  constructor(readonly json: string) {}
}

/** A record as JSON.parse returns it, with long numbers rounded. */
export const roundedOf = (record: unknown): unknown =>
  record instanceof ExactRecord ? JSON.parse(record.json) : record;

/** Parses JSON with long numbers: a list of records, or one record. Records with such a number stay JSON (ExactRecord), others are parsed. */
export function exactRecords(text: string): unknown[] {
  const parsed = parseExact(text);
  const records: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return records.map((record) => {
    const json = stringifyExact(record);
    return hasLongNumber(json) ? new ExactRecord(json) : JSON.parse(json);
  });
}
