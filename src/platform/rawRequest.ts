import type { Method } from "../mixpanel/endpoint";
import { BACKOFF_CAP_MS, type RetryPolicy, TOTAL_WAIT_CAP_MS } from "../mixpanel/http/retry";
import type { ResponseType } from "../mixpanel/raw/methods";
import type { RawBody } from "../mixpanel/raw/rawBody";
import type { RawRequest } from "../mixpanel/raw/sendRaw";

/** The cleaned inputs of a request that the builder wrote. */
export interface RawParams extends RawBody {
  method: Method;
  queryParams?: Record<string, unknown>;
  headers?: Record<string, unknown>;
  responseType: ResponseType;
  timeout?: number;
  retryDelayMS: number;
  retryAllErrors: boolean;
  maxRetries: number;
  useExponentialBackoff: boolean;
}

function retryPolicy({ maxRetries, retryDelayMS, retryAllErrors, useExponentialBackoff }: RawParams): RetryPolicy {
  return {
    maxRetries,
    maxWaitMs: Math.max(BACKOFF_CAP_MS, retryDelayMS),
    maxTotalWaitMs: TOTAL_WAIT_CAP_MS,
    allErrors: retryAllErrors,
    ...(useExponentialBackoff ? {} : { fixedDelayMs: retryDelayMS }),
  };
}

/** The part of a raw request that is derived only from the form. */
export function rawParts(operation: string, params: RawParams): Omit<RawRequest, "url" | "body"> {
  return {
    operation,
    method: params.method,
    query: params.queryParams,
    headers: params.headers,
    responseType: params.responseType,
    timeoutMs: params.timeout,
    retry: retryPolicy(params),
  };
}
