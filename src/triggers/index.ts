export { alert } from "./alert";
export { cohortMembershipChanges } from "./cohortMembershipChanges";
export { cohortSync } from "./cohortSync";
