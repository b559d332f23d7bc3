export { funnels } from "./funnels";
export { pipelines } from "./pipelines";
