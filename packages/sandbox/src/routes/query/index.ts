/** The query API: reports and profiles, computed from what is stored. */
import type { RouteFamily } from "../../context";
import { activityStream } from "./activityStream";
import { cohorts } from "./cohorts";
import { engage } from "./engage";
import { events } from "./events";
import { funnels } from "./funnels";
import { insights } from "./insights";
import { jql } from "./jql";
import { retention } from "./retention";
import { segmentation } from "./segmentation";

const families: readonly RouteFamily[] = [
  activityStream,
  cohorts,
  engage,
  events,
  funnels,
  insights,
  jql,
  retention,
  segmentation,
];

/** Registers every operation of the query API. */
export const query: RouteFamily = (app, context) => {
  for (const register of families) register(app, context);
};
