import type { Reasons } from "./tables";

/** Why a goal is not met, for the page of benchmarks: written by hand after a run, by the title of the topic and the text of the goal. */
export const REASONS: Reasons = {};
