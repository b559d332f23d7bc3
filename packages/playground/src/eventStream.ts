/** A response that tells of its events one by one: `data: <JSON>` lines, as server-sent events have them. */
import type { FastifyReply } from "fastify";

export interface EventStream<Event> {
  send(event: Event): void;
  end(): void;
}

/** Begins the response. What is sent after the page has gone is dropped. */
export function openStream<Event>(reply: FastifyReply): EventStream<Event> {
  reply.hijack();
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  reply.raw.writeHead(200, { ...Object.fromEntries(headers), "Content-Type": "text/event-stream; charset=utf-8" });
  const isOpen = () => !reply.raw.destroyed && !reply.raw.writableEnded;
  return {
    send: (event) => {
      if (isOpen()) reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    end: () => {
      if (isOpen()) reply.raw.end();
    },
  };
}
