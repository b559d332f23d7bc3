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

/** A call together with the function that reads its response. It is a class because axios copies plain objects of a config. */
class Attempting {
  constructor(
    readonly call: Call,
    readonly read: (response: AxiosResponse<Buffer>) => Promise<unknown>,
  ) {}
}

interface CallConfig extends AxiosRequestConfig {
  attempting?: Attempting;
}

const attemptingOf = ({ attempting }: CallConfig = {}): Attempting | undefined => attempting;

/** A failed attempt, for axios-retry, which needs its `config`. The config contains credentials, so this error must not leave the file. */
class Failed extends Error {
  constructor(
    readonly failure: MixpanelError,
    readonly config: CallConfig | undefined,
  ) {
    super(failure.message);
  }
}

const callOf = (error: unknown): Call | undefined =>
  error instanceof Failed ? attemptingOf(error.config)?.call : undefined;

const http = axios.create({ ...SENDING, responseType: "arraybuffer" });

http.interceptors.request.use((config) => Object.assign(config, { signal: attemptingOf(config)?.call.begin() }));

// Reads the response before axios-retry decides: a 200 may hide a failure.
http.interceptors.response.use(
  async (response) => {
    const attempting = attemptingOf(response.config);
    try {
      return { ...response, data: await attempting?.read(response) };
    } catch (error) {
      throw error instanceof MixpanelError ? new Failed(error, response.config) : error;
    }
  },
  (error: unknown) => {
    const config = axios.isAxiosError(error) ? error.config : undefined;
    const call = attemptingOf(config)?.call;
    throw call === undefined ? error : new Failed(call.unanswered(error), config);
  },
);

axiosRetry(http, {
  retries: Number.POSITIVE_INFINITY,
  retryCondition: (error) => error instanceof Failed && (callOf(error)?.mayRepeat(error.failure) ?? false),
  // The call itself waits, with its own clock. axios-retry adds no delay of its own, because the signal of the failed attempt is aborted.
  onRetry: async (_count, error) => callOf(error)?.wait(),
  retryDelay: () => 0,
  shouldResetTimeout: true,
});

/**
 * Sends a request whose response is read whole, and retries it as its retry policy allows.
 *
 * @param read turns a response, whose body is still compressed, into a value, or throws a MixpanelError
 * @throws MixpanelError of the last attempt
 */
export async function sendWhole<T>(call: Call, read: (response: AxiosResponse<Buffer>) => Promise<T>): Promise<T> {
  const maxContentLength = maxResponseBytes(call.request);
  const config: CallConfig = { ...call.config, maxContentLength, attempting: new Attempting(call, read) };
  try {
    return (await http.request<T>(config)).data;
  } catch (error) {
    throw error instanceof Failed ? error.failure : error;
  }
}
