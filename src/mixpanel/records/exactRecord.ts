import { hasLongNumber, parseExact, stringifyExact } from "./exactNumbers";

/** A record that came as JSON with numbers longer than JavaScript's. */
export class ExactRecord {
  /** @param json the record, every digit of its numbers in it */
  constructor(readonly json: string) {}
}

/** A record of a list as JSON.parse has it, its long numbers rounded. */
export const roundedOf = (record: unknown): unknown =>
  record instanceof ExactRecord ? JSON.parse(record.json) : record;

/** The records of JSON with long numbers, a list or one of them: those that hold such a number as their JSON, the others parsed. */
export function exactRecords(text: string): unknown[] {
  const parsed = parseExact(text);
  const records: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return records.map((record) => {
    const json = stringifyExact(record);
    return hasLongNumber(json) ? new ExactRecord(json) : JSON.parse(json);
  });
}
