import {
  compared,
  contains,
  doesNotContain,
  inLastDays,
  isNotOneOf,
  isNotSet,
  isOneOf,
  isSet,
  type Scope,
  type Sign,
} from "../mixpanel/expressions";
import { integer, required } from "./clean";
import { orderedValue, partValue, typedValue, type ValueType, valueList } from "./conditionValues";

/** The operators of conditions: what each one reads as its value, and the expression that it writes. */

const MAX_DAYS = 36_500;

/** What a row says of a property, once its value is read. */
type Test = (property: { ref: string; scope: Scope }, nowSeconds: number) => string;

/** Reads the value of a row. @param input what errors name */
type Operator = (input: string, type: ValueType, value: unknown) => Test;

export const OPERATORS = [
  "equals",
  "notEquals",
  "oneOf",
  "notOneOf",
  "contains",
  "notContains",
  "greaterThan",
  "atLeast",
  "lessThan",
  "atMost",
  "on",
  "before",
  "after",
  "inLastDays",
  "isTrue",
  "isFalse",
  "isSet",
  "isNotSet",
] as const;
type OperatorName = (typeof OPERATORS)[number];

/** As the drop-down shows them. */
export const OPERATOR_NAMES: Record<OperatorName, string> = {
  equals: "Equals",
  notEquals: "Does not equal",
  oneOf: "Is one of",
  notOneOf: "Is not one of",
  contains: "Contains",
  notContains: "Does not contain",
  greaterThan: "Is greater than",
  atLeast: "Is at least",
  lessThan: "Is less than",
  atMost: "Is at most",
  on: "Is on (date)",
  before: "Is before (date)",
  after: "Is after (date)",
  inLastDays: "Is in the last … days",
  isTrue: "Is true",
  isFalse: "Is false",
  isSet: "Is set",
  isNotSet: "Is not set",
};

const equality =
  (sign: Sign): Operator =>
  (input, type, given) => {
    const value = typedValue(input, type, given);
    return ({ ref }) => compared(ref, sign, value);
  };

const order =
  (sign: Sign): Operator =>
  (input, type, given) => {
    const value = orderedValue(input, type, given);
    return ({ ref }) => compared(ref, sign, value);
  };

/** The value is a date, whatever its type is said to be. */
const onDate =
  (sign: Sign): Operator =>
  (input, _type, given) =>
    equality(sign)(input, "date", given);

const membership =
  (expression: typeof isOneOf): Operator =>
  (input, type, given) => {
    const values = valueList(input, type, given);
    return ({ ref }) => expression(ref, values);
  };

const inclusion =
  (expression: typeof contains): Operator =>
  (input, type, given) => {
    const value = partValue(input, type, given);
    return ({ ref }) => expression(ref, value);
  };

const withoutValue =
  (expression: (ref: string) => string): Operator =>
  () =>
  ({ ref }) =>
    expression(ref);

export const READ_OPERATOR: Record<OperatorName, Operator> = {
  equals: equality("=="),
  notEquals: equality("!="),
  oneOf: membership(isOneOf),
  notOneOf: membership(isNotOneOf),
  contains: inclusion(contains),
  notContains: inclusion(doesNotContain),
  greaterThan: order(">"),
  atLeast: order(">="),
  lessThan: order("<"),
  atMost: order("<="),
  on: onDate("=="),
  before: onDate("<"),
  after: onDate(">"),
  inLastDays: (input, _type, given) => {
    const days = required(input, integer(input, { min: 1, max: MAX_DAYS }), "a number of days")(given);
    return ({ ref, scope }, nowSeconds) => inLastDays(scope, ref, days, nowSeconds);
  },
  isTrue: withoutValue((ref) => compared(ref, "==", true)),
  isFalse: withoutValue((ref) => compared(ref, "==", false)),
  isSet: withoutValue(isSet),
  isNotSet: withoutValue(isNotSet),
};
