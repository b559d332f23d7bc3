import type { Mixpanel } from "../mixpanel";
import type { Register } from "../register";

/** What the steps of a case work with. */
export interface Tools {
  mixpanel: Mixpanel;
  register: Register;
  /** When the execution began, in ISO 8601. */
  now: string;
  /** When no step may begin any more, in milliseconds since 1970: the platform would end it midway. */
  untilMs: number;
  /** See the wizard. */
  checkAgainDays: number;
}
