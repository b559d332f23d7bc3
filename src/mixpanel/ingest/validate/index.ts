/** Every documented rule on records, checked before they are sent. */
export { validateEvent } from "./event";
export { validateGroupUpdate, validateProfileUpdate } from "./profile";
export { REFUSED_IDS } from "./refusedIds";
export { isCut, type RecordKind, RULES, type Rule, type RuleCode } from "./rules";
export { validateTrackedEvent } from "./tracked";
export { MAX_VIOLATIONS, NO_VIOLATIONS, type Violation } from "./violations";
