/** Every family of routes, in alphabetical order. */

import type { RouteFamily } from "../context";
import { callOut } from "./callOut/routes";
import { events } from "./events";
import { exportEvents } from "./export";
import { groups } from "./groups";
import { lookupTables } from "./lookupTables";
import { annotations } from "./manage/annotations";
import { experiments } from "./manage/experiments";
import { flags } from "./manage/flags/evaluation";
import { flagsManagement } from "./manage/flags/management";
import { gdpr } from "./manage/gdpr";
import { lexicon } from "./manage/lexicon";
import { pipelines } from "./manage/pipelines";
import { savedReports } from "./manage/savedReports";
import { serviceAccounts } from "./manage/serviceAccounts";
import { warehouse } from "./manage/warehouse";
import { webhooks } from "./manage/webhooks";
import { me } from "./me";
import { profiles } from "./profiles";
import { query } from "./query";

export const families: readonly RouteFamily[] = [
  annotations,
  callOut,
  events,
  experiments,
  exportEvents,
  flags,
  flagsManagement,
  gdpr,
  groups,
  lexicon,
  lookupTables,
  me,
  pipelines,
  profiles,
  query,
  savedReports,
  serviceAccounts,
  warehouse,
  webhooks,
];
