export { alert } from "./alert";
export { cohortMembershipChanges } from "./cohortMembershipChanges";
export { cohortSync } from "./cohortSync";
export { newAndUpdatedProfiles } from "./newAndUpdatedProfiles";
export { newEvents } from "./newEvents";
export { privacyRequestCompleted } from "./privacyRequestCompleted";
