/** Exchanges as the page shows them. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { Target } from "../../cli/src/connection";
import { MAX_SHOWN_BYTES, textOf } from "./bodies";
import { curlOf } from "./curl";
import type { Mask } from "./masks";
import { hostOf } from "./operations";
import type { Exchange } from "./protocol";
import type { Body, Recorded } from "./recorder";

/** Read beyond what is shown, so that a secret at the cut is found. */
const MARGIN_BYTES = 4096;

/** Of credentials, only their scheme. */
const schemeOf = (authorization: string) => `${authorization.split(" ", 1)[0]} …`;

function shownHeaders(headers: OutgoingHttpHeaders | IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      return [name, /^(proxy-)?authorization$/i.test(name) ? schemeOf(text) : text];
    }),
  );
}

export function shownExchange(exchange: Recorded, target: Target, mask: Mask): Exchange {
  const { id, attempt, method, origin, path, headers, body, status, responseHeaders, response, error, ms } = exchange;
  const shown = (text: string | undefined) => (text === undefined ? undefined : mask(text).slice(0, MAX_SHOWN_BYTES));
  const host = hostOf(exchange, target);
  const sentTo = new URL(origin).host;
  return {
    id,
    attempt,
    method,
    host,
    sentTo: sentTo === host ? undefined : sentTo,
    path,
    headers: shownHeaders(headers),
    body: shown(textOf(body, headers["content-encoding"], MAX_SHOWN_BYTES + MARGIN_BYTES)),
    bodyBytes: body.bytes,
    status,
    responseHeaders: responseHeaders && shownHeaders(responseHeaders),
    response:
      response && shown(textOf(response, responseHeaders?.["content-encoding"], MAX_SHOWN_BYTES + MARGIN_BYTES)),
    responseBytes: response?.bytes,
    error,
    ms,
    curl: curlOf(exchange, target),
  };
}

const withoutBody = ({ start: _, bytes }: Body): Body => ({ start: Buffer.alloc(0), bytes });

/** Of all bodies of a run: a run may send thousands of requests, and the page and the history keep them. */
const MAX_RUN_BYTES = 8 * 1024 ** 2;

/** Shows the exchanges of one run: the bodies of the first of them. */
export class ExchangeView {
  #bytes = 0;

  constructor(
    private readonly target: Target,
    private readonly mask: Mask,
  ) {}

  show(exchange: Recorded): Exchange {
    const { body, response } = exchange;
    const isFull = this.#bytes > MAX_RUN_BYTES;
    const kept = isFull
      ? { ...exchange, body: withoutBody(body), response: response && withoutBody(response) }
      : exchange;
    const shown = shownExchange(kept, this.target, this.mask);
    const texts = [shown.body, shown.response, shown.curl];
    if (exchange.ms !== undefined) this.#bytes += texts.reduce((sum, text = "") => sum + text.length, 0);
    return shown;
  }
}
