export { compile, type Evaluator, type Subject } from "./compile";
export { ExpressionError } from "./expressionError";
export { Datetime, parseTimestamp, toBoolean, toText } from "./values";
