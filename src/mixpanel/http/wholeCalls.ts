import axios, { type AxiosRequestConfig, type AxiosResponse } from "axios";
import axiosRetry from "axios-retry";
import { MixpanelError } from "../errors";
import type { Call } from "./call";
import { maxResponseBytes } from "./responseSize";

/** Settings of every request. */
export const SENDING: AxiosRequestConfig = {
  adapter: "http",
  // Credentials must not be sent to a redirect's target, nor to a proxy from an environment variable.
  maxRedirects: 0,
  proxy: false,
  maxBodyLength: Number.POSITIVE_INFINITY,
  // axios accepts a truncated compressed response as complete, so we decompress it ourselves.
  decompress: false,
  validateStatus: () => true,
  transformRequest: (body: unknown) => body,
  transformResponse: (body: unknown) => body,
};

/** A failed attempt, for axios-retry, which needs its `config`. The config contains credentials, so this error must not leave the file. */
class Failed extends Error {
  constructor(
    readonly failure: MixpanelError,
    readonly config: AxiosRequestConfig | undefined,
  ) {
    super(failure.message);
  }
}

/**
 * Sends a request whose response is read whole, and retries it as its retry policy allows.
 *
 * @param read turns a response, whose body is still compressed, into a value, or throws a MixpanelError
 * @throws MixpanelError of the last attempt
 */
export async function sendWhole<T>(call: Call, read: (response: AxiosResponse<Buffer>) => Promise<T>): Promise<T> {
  const maxContentLength = maxResponseBytes(call.request);
  const http = axios.create({ ...SENDING, responseType: "arraybuffer", maxContentLength });
  http.interceptors.request.use((config) => Object.assign(config, { signal: call.begin() }));
  // Reads the response before axios-retry decides: a 200 may hide a failure.
  http.interceptors.response.use(
    async (response) => {
      try {
        return { ...response, data: await read(response) };
      } catch (error) {
        throw error instanceof MixpanelError ? new Failed(error, response.config) : error;
      }
    },
    (error: unknown) => {
      throw axios.isAxiosError(error) ? new Failed(call.unanswered(error), error.config) : error;
    },
  );
  axiosRetry(http, {
    retries: Number.POSITIVE_INFINITY,
    retryCondition: (error) => error instanceof Failed && call.mayRepeat(error.failure),
    // The call itself waits, with its own clock. axios-retry adds no delay of its own, because the signal of the failed attempt is aborted.
    onRetry: () => call.wait(),
  });
  try {
    return (await http.request<T>(call.config)).data;
  } catch (error) {
    throw error instanceof Failed ? error.failure : error;
  }
}
