import { anyOf, isOneOf, isPlainNumber, literal, propertyRef } from "../expressions";
import { foldEmail } from "./subjects";
import type { Subject } from "./types";

/** What of a profile tells that it is a subject's. */
interface Criterion {
  /** The property; `$distinct_id` for the profile's ID, which no expression reads. */
  name: string;
  value: Scalar;
  isEmail: boolean;
}

type Scalar = string | number | boolean;

export interface CriteriaOptions {
  /** Properties that hold e-mails. */
  emailProperties: readonly string[];
  /** The property that holds the IDs of another service. */
  serviceIdProperty?: string;
  /** Whether two spellings of an e-mail that differ in capitals and surrounding spaces are the same. */
  ignoreCase: boolean;
}

export const DISTINCT_ID = "$distinct_id";
const USER_ID = "$user_id";

/**
 * Length of an expression. Mixpanel documents no limit; queries are sent by POST, so that no limit of an address applies. About 130 e-mails
 * of 25 characters fit in two properties, or 60 if each has capitals and is asked for in lower case, too.
 */
export const MAX_EXPRESSION_CHARACTERS = 8_000;

function criteriaOf(subject: Subject, { emailProperties, serviceIdProperty }: CriteriaOptions): Criterion[] {
  const { email, userId, serviceId, property, distinctId } = subject;
  const named = (name: string, value: Scalar | undefined, isEmail = false): Criterion[] =>
    value === undefined ? [] : [{ name, value, isEmail }];
  return [
    ...emailProperties.flatMap((name) => named(name, email, true)),
    ...named(DISTINCT_ID, email, true),
    ...named(USER_ID, userId),
    ...named(DISTINCT_ID, userId),
    ...(serviceIdProperty === undefined ? [] : named(serviceIdProperty, serviceId)),
    ...(property === undefined ? [] : named(property.name, property.value)),
    ...named(DISTINCT_ID, distinctId),
  ];
}

/** A value in the types in which a property may hold it: expressions cast nothing, and a table has texts only. */
export function typesOf(value: Scalar): Scalar[] {
  const text = String(value);
  const number = Number(text);
  const isNumber = String(number) === text && isPlainNumber(number) && Number.isSafeInteger(Math.trunc(number));
  return [text, ...(isNumber ? [number] : []), ...(text === "true" || text === "false" ? [text === "true"] : [])];
}

/**
 * What a query asks for. The expressions have no function that changes capitals, and it is not documented whether `==` minds them, so an
 * e-mail is asked for as it was given, without surrounding spaces, and in lower case.
 */
function askedValues({ value, isEmail }: Criterion, ignoreCase: boolean): Scalar[] {
  const text = String(value);
  const spellings = isEmail && ignoreCase ? new Set([text, text.trim(), foldEmail(text)]) : [text];
  return [...spellings].flatMap(typesOf);
}

/** One query: its expression, and the properties that it reads. */
export interface ProfileExpression {
  where: string;
  names: string[];
}

/** Tells whose a profile is, and what to ask for to get all profiles of all subjects. */
export class Criteria {
  private readonly exact = new Map<string, Set<number>>();
  private readonly folded = new Map<string, Set<number>>();
  private readonly asked = new Map<string, Set<Scalar>>();

  constructor(subjects: readonly Subject[], options: CriteriaOptions) {
    for (const [index, subject] of subjects.entries()) {
      for (const criterion of criteriaOf(subject, options)) {
        const { name, value, isEmail } = criterion;
        addTo(this.exact, keyOf(name, value), index);
        if (isEmail && options.ignoreCase) addTo(this.folded, keyOf(name, foldEmail(String(value))), index);
        for (const one of askedValues(criterion, options.ignoreCase)) addTo(this.asked, name, one);
      }
    }
  }

  /**
   * Positions of the subjects that a property's value matches. Mixpanel's own comparison does not decide: the same profile belongs to the
   * same subjects, whatever other subjects the query asked for, and whether or not Mixpanel minds capitals.
   */
  matching(name: string, value: unknown): Set<number> {
    const found = new Set<number>();
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== "string" && typeof one !== "number" && typeof one !== "boolean") continue;
      for (const index of this.exact.get(keyOf(name, one)) ?? []) found.add(index);
      for (const index of this.folded.get(keyOf(name, foldEmail(String(one)))) ?? []) found.add(index);
    }
    return found;
  }

  /** The distinct IDs to look up, each once. */
  distinctIds(): string[] {
    return [...new Set([...(this.asked.get(DISTINCT_ID) ?? [])].map(String))];
  }

  /** What to ask for of some properties, or all. */
  values(names: readonly string[] = [...this.asked.keys()]): [name: string, value: Scalar][] {
    return names
      .filter((name) => name !== DISTINCT_ID)
      .flatMap((name) => [...(this.asked.get(name) ?? [])].map((value): [string, Scalar] => [name, value]));
  }

  /** As few expressions as hold all properties and values. */
  expressions(maxCharacters = MAX_EXPRESSION_CHARACTERS): ProfileExpression[] {
    const expressions: ProfileExpression[] = [];
    let part: [string, Scalar][] = [];
    const close = () => {
      if (part.length > 0) expressions.push(expressionOf(part));
      part = [];
    };
    let characters = 0;
    for (const pair of this.values()) {
      const size = sizeOf(pair, part.at(-1));
      if (characters + size > maxCharacters) {
        close();
        characters = sizeOf(pair, undefined);
      } else characters += size;
      part.push(pair);
    }
    close();
    return expressions;
  }
}

/** Holds if any property has its value. */
export function anyValue(
  scope: "profile" | "event",
  pairs: readonly (readonly [name: string, value: Scalar])[],
): string {
  const lists = new Map<string, { name: string; values: Scalar[] }>();
  for (const [name, value] of pairs) {
    // A list of one type: what a list of several means is not documented.
    const key = keyOf(name, typeof value);
    const { values } = lists.get(key) ?? { values: [] };
    lists.set(key, { name, values: [...values, value] });
  }
  return anyOf([...lists.values()].map(({ name, values }) => isOneOf(propertyRef(scope, name), values)));
}

function expressionOf(pairs: readonly [string, Scalar][]): ProfileExpression {
  return { where: anyValue("profile", pairs), names: [...new Set(pairs.map(([name]) => name))] };
}

/** Characters of brackets, ` in `, ` or ` and commas. */
const AROUND_LIST = 12;
const COMMA = 2;

/** Characters that a value adds to an expression, or a few more. */
function sizeOf([name, value]: [string, Scalar], before: [string, Scalar] | undefined): number {
  const isSame = before?.[0] === name && typeof before[1] === typeof value;
  return literal(value).length + COMMA + (isSame ? 0 : propertyRef("profile", name).length + AROUND_LIST);
}

const keyOf = (name: string, value: Scalar) => JSON.stringify([name, String(value)]);

function addTo<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}
