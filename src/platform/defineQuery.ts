import type { InputFieldDefinition, Inputs } from "@prismatic-io/spectral";
import type { FormParams } from "../inputs/group";
import { queryOptions, waitForRateLimit } from "../inputs/queries";
import type { Endpoint } from "../mixpanel/endpoint";
import { parametersOf, takes } from "../mixpanel/http/parameters";
import type { RateLimitState } from "../mixpanel/http/rateLimits";
import type { ResponseOf } from "../mixpanel/http/response";
import { isRecord, type JsonObject } from "../mixpanel/records/json";
import type { ReportRow } from "../mixpanel/reports/rows";
import { assertDaysWithin, DATES_EXAMPLE, queryDates, resolvedDatesOutput } from "./dates";
import { defineAction } from "./defineAction";
import { type OperationSpec, sentOf } from "./defineOperation";
import { overridesOf } from "./overrides";
import { rowsOutput } from "./reportRows";
import { integer, nullable, object, optional, type Properties, type PropertiesOf, type Shape, text } from "./shape";

/** The numbers of a response as a table. */
export interface Rows<Row extends Endpoint, TInputs extends Inputs> {
  of(response: ResponseOf<Row>, params: FormParams<TInputs>): ReportRow[];
  /** What the numbers are. */
  value: string;
  /** The rows of the example. */
  example: ReportRow[];
  /** Columns that only rows of another kind than the example have. */
  columns?: readonly (keyof ReportRow)[];
}

export interface QuerySpec<
  Row extends Endpoint,
  TInputs extends Inputs,
  Value extends ResponseOf<Row>,
  TSteering extends Inputs,
> extends OperationSpec<Row, TInputs, Value> {
  steering?: TSteering;
  /** Makes the result of a response that is not one itself. */
  answer?(response: ResponseOf<Row>, params: FormParams<TInputs & TSteering>): Value;
  rows?: Rows<Row, TInputs>;
  /** The longest range of days. */
  maxDays?: number;
}

/** What a query does, without the types of its form and its response. */
interface Erased extends Pick<OperationSpec<Endpoint, Inputs, JsonObject>, "check" | "leaveOut"> {
  answer?(response: ResponseOf<Endpoint>, params: FormParams<Inputs>): ResponseOf<Endpoint>;
}

export const rateLimitOutput = nullable(
  object(
    {
      allowed: nullable(integer("Queries that the project may make in an hour.")),
      remaining: integer("Queries left."),
      resets_at: nullable(text("When there are more, as ISO 8601.")),
    } satisfies PropertiesOf<RateLimitState>,
    "What Mixpanel said last about the hourly limit of queries. Null if it said nothing, which is usual.",
  ),
);

const rowsShape = ({ example, columns = [], value }: Omit<Rows<Endpoint, Inputs>, "of">) =>
  optional(rowsOutput(example.flatMap(Object.keys), columns, value));

const isRequired = (input?: InputFieldDefinition) => input !== undefined && "required" in input && input.required;

/** The shape of a result with what every query adds to it. */
function withOwn(isWrapped: boolean, output: Shape<unknown>, own: Properties): Shape<unknown> {
  const response = isWrapped ? object({ results: output }) : output;
  const added = object(own);
  return {
    ...response,
    properties: { ...response.properties, ...added.properties },
    required: [...(response.required ?? []), ...(added.required ?? [])],
  };
}

/**
 * Makes the action of a report. Beside what `defineOperation` makes, days may be written as words, the response may be told as rows, and
 * the result says which days were asked for and what is known of the hourly limit.
 */
export function defineQuery<
  const Row extends Endpoint,
  TInputs extends Inputs,
  Value extends ResponseOf<Row>,
  TSteering extends Inputs = Record<never, never>,
>(spec: QuerySpec<Row, TInputs, Value, TSteering>) {
  const { inputs, steering, rows, output, example, maxDays, ...words } = spec;
  const endpoint: Endpoint = spec.endpoint;
  const { check, leaveOut, answer }: Erased = spec;
  /** Whether a response stands under a name of its own in the result: a list, or an object whose keys are data. */
  const isWrapped = answer === undefined && (endpoint.holds === "list" || endpoint.holds === "map");
  const table: Rows<Endpoint, Inputs> | undefined = rows;
  const hasDates = takes(endpoint, "from_date");
  const mayLackDates = !isRequired(inputs.from_date);
  const own = {
    ...(rows === undefined ? {} : { rows: rowsShape(rows) }),
    ...(hasDates ? { resolved_dates: mayLackDates ? optional(resolvedDatesOutput) : resolvedDatesOutput } : {}),
    rate_limit: rateLimitOutput,
  };
  const options = table === undefined ? { waitForRateLimit } : { queryOptions };
  const placed = (response: unknown) => (isRecord(response) && !isWrapped ? response : { results: response });
  return defineAction<Inputs, unknown>({
    ...words,
    endpoint,
    // The second time, for an override that the step words itself.
    inputs: { ...inputs, ...overridesOf(endpoint), ...inputs, ...steering, ...options },
    output: withOwn(isWrapped, output, own),
    example: {
      ...placed(example),
      ...(rows === undefined ? {} : { rows: rows.example }),
      ...(hasDates ? { resolved_dates: DATES_EXAMPLE } : {}),
      rate_limit: null,
    },
    run: async ({ client, params }) => {
      check?.(params);
      const caller = params.waitForRateLimit ? client.waitingForLimits() : client;
      const dates = hasDates ? await queryDates(client, params) : undefined;
      const { time_zone: _, ...days } = { time_zone: null, ...dates };
      if (dates !== undefined) assertDaysWithin(dates, maxDays);
      const received = await caller.call(endpoint, parametersOf(endpoint, { ...sentOf(params, leaveOut), ...days }));
      const response = answer === undefined ? received : answer(received, params);
      return {
        ...placed(response),
        ...(table !== undefined && params.flatRows ? { rows: table.of(response, params) } : {}),
        ...(dates === undefined ? {} : { resolved_dates: dates }),
        rate_limit: caller.rateLimit,
      };
    },
  });
}
