export { funnels } from "./funnels";
export { lookupTables } from "./lookupTables";
export { pipelines } from "./pipelines";
