import type { ActionExpectation } from "./describeAction";
import { inputsOf } from "./fromRow";

const QUERY_INPUTS = ["flatRows", "waitForRateLimit"];

/** What follows for an action from its being a query: inputs that steer it, and what its result holds beside Mixpanel's response. */
export function ofQuery(key: string, { params, result }: Pick<ActionExpectation, "params" | "result">) {
  const steering = inputsOf(key).filter((input) => QUERY_INPUTS.includes(input));
  if (steering.length === 0) return { steering, result };
  const { from_date, to_date } = params;
  const dates = from_date === undefined ? {} : { resolved_dates: { from_date, to_date, time_zone: null } };
  return { steering, result: { ...Object(result), ...dates, rate_limit: null } };
}
