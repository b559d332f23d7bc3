/** HTTP requests with their responses, each of which opens. */
import type { Exchange } from "../../src/protocol";
import { Copy } from "./Copy";
import { pretty, refusalOf, statusWord } from "./exchange";

export function ExchangeList({ exchanges }: { exchanges: readonly Exchange[] }) {
  return (
    <ol class="exchanges">
      {exchanges.map((exchange) => (
        <li key={exchange.id}>
          <ExchangeItem exchange={exchange} />
        </li>
      ))}
    </ol>
  );
}

export function ExchangeItem({ exchange }: { exchange: Exchange }) {
  const { attempt, method, host, path, status, ms, error, curl } = exchange;
  const { word, tone } = statusWord(exchange);
  const refusal = refusalOf(exchange);
  return (
    <details class="exchange">
      <summary>
        <span class="line">
          <strong class="mono">{method}</strong>
          <span class={`badge ${tone}`}>
            {status} {word}
          </span>
          {attempt > 1 && <span class="badge warn">attempt {attempt}</span>}
          <span class="muted small">{ms === undefined ? "" : `${Math.round(ms)} ms`}</span>
        </span>
        <span class="mono address">
          <span class="muted">{host}</span>
          {path}
        </span>
        {refusal !== "" && <span class="refusal">{refusal}</span>}
      </summary>
      <div class="bodies">
        <Message title="Request" headers={exchange.headers} body={exchange.body} bytes={exchange.bodyBytes} />
        {status !== undefined && (
          <Message
            title="Response"
            headers={exchange.responseHeaders ?? {}}
            body={exchange.response}
            bytes={exchange.responseBytes ?? 0}
          />
        )}
        {error !== undefined && <p>{error}</p>}
        <Copy text={curl}>Copy as curl</Copy>
      </div>
    </details>
  );
}

interface MessageProps {
  title: string;
  headers: Record<string, string>;
  body: string | undefined;
  bytes: number;
}

function Message({ title, headers, body, bytes }: MessageProps) {
  return (
    <section aria-label={title}>
      <h3>
        {title} <span class="muted small">{bytes.toLocaleString("en")} bytes</span>
      </h3>
      <details>
        <summary class="small muted">Headers</summary>
        <pre>
          {Object.entries(headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
        </pre>
      </details>
      {body !== undefined ? (
        <pre class="body">{pretty(body)}</pre>
      ) : (
        <p class="small muted">
          {bytes === 0 ? "No body." : "The body is not text, or the run sent more than is kept."}
        </p>
      )}
    </section>
  );
}
