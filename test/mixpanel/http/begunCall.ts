import { AxiosHeaders, type AxiosResponse } from "axios";
import { createAgents } from "../../../src/mixpanel/http/agents";
import { Call, type CallTools } from "../../../src/mixpanel/http/call";
import type { HttpRequest, LogEntry } from "../../../src/mixpanel/http/request";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { requestTo } from "./transportRequest";

export const HOST = "https://api.mixpanel.com";

/** A response as axios hands it over. */
export const response = (status: number, headers: Record<string, string | string[]> = {}): AxiosResponse => ({
  status,
  statusText: "",
  headers,
  config: { headers: new AxiosHeaders() },
  data: "",
});
/** An error as Node makes it. */
export const withCode = (code: string) => Object.assign(new Error(code), { code });

/** A call whose clock is that of fake timers, with what it logged and how long it waited. */
export function callTo(base: string, changes: Partial<HttpRequest> = {}, tools: Partial<CallTools> = {}) {
  const log: LogEntry[] = [];
  const waits: number[] = [];
  const request = requestTo(base, changes);
  const call = new Call(request, request, {
    agents: createAgents(1_000),
    retry: DEFAULT_RETRY,
    now: () => Date.now(),
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => 0,
    log: (entry) => log.push(entry),
    leftMs: () => Number.POSITIVE_INFINITY,
    redact: (text) => text,
    ...tools,
  });
  return { call, log, waits };
}

/** The same in its first attempt. */
export function begun(changes?: Partial<HttpRequest>, tools?: Partial<CallTools>) {
  const made = callTo(HOST, changes, tools);
  return { ...made, signal: made.call.begin() };
}
