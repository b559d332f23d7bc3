export { alert } from "./alert";
export { cohortSync } from "./cohortSync";
