/** Every documented rule on records, checked before they are sent. */
export { isEvent, validateEvent, validateIds, validateShape } from "./event";
export { isAnonymousId } from "./eventIds";
export { type UpdateRules, validateEssentials, validateGroupUpdate, validateProfileUpdate } from "./profile";
export { isPlaceholder, REFUSED_IDS } from "./refusedIds";
export type { RecordKind, Rule } from "./rule";
export { isAccepted, RULES, type RuleCode } from "./rules";
export { NOT_IDEMPOTENT, soundEffect } from "./soundUpdate";
export { validateTrackedEvent } from "./tracked";
export { gotOf, MAX_VIOLATIONS, NO_VIOLATIONS, type Violation, violationOf } from "./violations";
