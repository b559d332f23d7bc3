export { compile, type Evaluator, ExpressionError, type Subject } from "./compile";
export { Datetime, parseTimestamp, toBoolean, toText } from "./values";
