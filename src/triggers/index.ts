export { cohortSync } from "./cohortSync";
