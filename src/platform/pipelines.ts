import { anything, keyed, nullable } from "./shape";

/** The result of a change of a pipeline. */
export const changedPipelineOutput = nullable(keyed(anything(), "Mixpanel's response; null if it is empty."));
