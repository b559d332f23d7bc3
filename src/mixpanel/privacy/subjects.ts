import { InputError } from "../errors";
import { isPlaceholder } from "../ingest/validate/refusedIds";
import { isRounded } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";
import { failureOf } from "../records/opened";
import { BrokenRow } from "../rows/csv";
import { type RowInput, rowSource } from "../rows/source";
import type { Subject } from "./types";

/** More people than the queries of an hour can look up, in nearly all cases. */
export const MAX_SUBJECTS = 5_000;
/** So that one identifier always fits a query. No ID and no e-mail is nearly as long. */
const MAX_CHARACTERS = 500;

const KEYS = {
  email: ["email", "e-mail", "$email"],
  userId: ["userId", "user_id", "$user_id"],
  serviceId: ["serviceId", "service_id"],
  distinctId: ["distinctId", "distinct_id", "$distinct_id"],
} as const;

/** The columns of a table, in which a property has no object. */
const PROPERTY_NAME = "property_name";
const PROPERTY_VALUE = "property_value";

const EXPECTED = "email, userId, serviceId, distinctId, or property with name and value";

type Value = string | number | boolean;

/** Where a value stands, for errors. */
interface Place {
  input: string;
  row: number;
}

/** An e-mail without capitals and surrounding spaces, as two spellings of one are compared. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();

function refused({ input, row }: Place, got: string, expected: string, fix?: string): InputError {
  return new InputError({ input: `${input}, item ${row + 1}`, got, expected, ...(fix === undefined ? {} : { fix }) });
}

const tooMany = (input: string) =>
  new InputError({ input, got: `more than ${MAX_SUBJECTS} people`, expected: "fewer in one step" });

/** A value of an identifier; undefined if it is empty. @throws InputError for one that cannot be anybody's own */
function identifier(place: Place, key: string, value: unknown): Value | undefined {
  if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) return undefined;
  if (isRounded(value)) throw refused(place, `${key} with more than 15 digits as a number`, "the number as text");
  const isScalar = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (!isScalar) throw refused(place, `${key} that is ${Array.isArray(value) ? "a list" : "an object"}`, "one text");
  const text = String(value);
  if (text.length > MAX_CHARACTERS)
    throw refused(place, `${key} of ${text.length} characters`, `at most ${MAX_CHARACTERS}`);
  return typeof value === "number" || typeof value === "boolean" ? value : text;
}

/** An identifier that is a person's own, as text. */
function ownId(place: Place, key: string, value: unknown): string | undefined {
  const given = identifier(place, key, value);
  if (given === undefined) return undefined;
  const text = String(given);
  if (!isPlaceholder(text)) return text;
  const fix = "Many users share such a value.";
  throw refused(place, `"${text}" as ${key}, which is a placeholder`, "the person's own", fix);
}

function propertyOf(place: Place, record: JsonObject): Subject["property"] {
  const { property } = record;
  const given = isRecord(property) ? property : { name: record[PROPERTY_NAME], value: record[PROPERTY_VALUE] };
  const [name, value] = [
    identifier(place, "property name", given.name),
    identifier(place, "property value", given.value),
  ];
  if (name === undefined && value === undefined) return undefined;
  if (name === undefined || value === undefined)
    throw refused(place, "half a property", "the name of the property and its value");
  return { name: String(name), value };
}

/**
 * One person out of a record. Other keys, such as the number of a ticket, are ignored.
 *
 * @throws InputError if nothing in it identifies a person, or something in it identifies many
 */
export function subjectOf(place: Place, record: unknown): Subject {
  if (!isRecord(record) || record instanceof BrokenRow)
    throw refused(place, "something else than a readable object or row", `an object with ${EXPECTED}`);
  const subject: Subject = {};
  for (const key of ["email", "userId", "serviceId", "distinctId"] as const) {
    const names = KEYS[key].filter((name) => Object.hasOwn(record, name));
    const value = names.map((name) => ownId(place, key, record[name])).find((one) => one !== undefined);
    if (value !== undefined) subject[key] = value;
  }
  const property = propertyOf(place, record);
  if (property !== undefined) subject.property = property;
  if (Object.keys(subject).length === 0) throw refused(place, "none of the identifiers", EXPECTED);
  return subject;
}

/**
 * People of a list of one kind of identifier, one person each.
 *
 * @throws InputError for more than MAX_SUBJECTS, and for a placeholder
 */
export function subjectsFrom(
  input: string,
  key: Exclude<keyof Subject, "property">,
  values: readonly string[] = [],
): Subject[] {
  if (values.length > MAX_SUBJECTS) throw tooMany(input);
  return values.map((value, row) => subjectOf({ input, row }, { [key]: value }));
}

/**
 * Reads people from a builder's input: a list of objects, JSON, NDJSON or CSV, as text or file.
 *
 * @param input label of the input, for errors
 * @throws InputError for more than MAX_SUBJECTS, and for the first record that does not identify one person
 */
export const readSubjects = (input: string, rows: RowInput): Promise<Subject[]> =>
  // What a program passes may fail when it is read.
  subjectsIn(input, rows).catch((error: unknown) => Promise.reject(failureOf(input, error)));

async function subjectsIn(input: string, rows: RowInput): Promise<Subject[]> {
  const source = await rowSource(input, rows);
  const subjects: Subject[] = [];
  for await (const row of source.rows) {
    if (subjects.length === MAX_SUBJECTS) throw tooMany(input);
    const { header } = source;
    const record = Array.isArray(row) && header ? Object.fromEntries(header.map((name, at) => [name, row[at]])) : row;
    subjects.push(subjectOf({ input, row: subjects.length }, record));
  }
  return subjects;
}
