/** Reads server-sent events whose data is JSON. */

/** Yields the data of each event as it becomes complete; an event may be split at any byte. */
export async function* messagesOf<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const events = rest.split(/\r?\n\r?\n/);
      rest = events.pop() ?? "";
      for (const event of events) {
        const data = event.split(/\r?\n/).flatMap((line) => (line.startsWith("data:") ? [line.slice(5)] : []));
        if (data.length > 0) yield JSON.parse(data.join("\n"));
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
