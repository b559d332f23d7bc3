/** A tool answers one kind of question. */
import { type Answer, bounded, unanswered } from "./answer";
import type { Mixpanel } from "./mixpanel";
import { type Question, UnclearQuestion } from "./question";

export interface Property {
  type: "string" | "integer" | "number" | "boolean" | "array";
  description: string;
}

export interface Tool {
  /** What an agent calls it by. */
  key: string;
  name: string;
  /** For a language model: which question it answers, when to use it, and what it cannot do. */
  description: string;
  properties: Readonly<Record<string, Property>>;
  required?: readonly string[];
  /** What an answer has beside `answered`, `answer`, `suggestions` and `rows_left_out`. */
  result: Readonly<Record<string, Property>>;
  /** How many of the project's 60 queries an hour a question uses at most. */
  maxQueries: number;
  answer(mixpanel: Mixpanel, question: Question): Promise<Answer>;
}

/** Agents, and the platform's synchronous calls, wait about 30 seconds. */
const TIME_LIMIT_MS = 25_000;

/** Failures that asking differently or later can mend. All others, such as refused credentials, fail the flow's execution. */
const ANSWERABLE: ReadonlySet<string> = new Set([
  "InputError",
  "MixpanelValidationError",
  "MixpanelRateLimitError",
  "MixpanelPlanError",
]);

async function withinTime(answer: Promise<Answer>, limitMs: number): Promise<Answer> {
  const late = unanswered(
    `Mixpanel did not answer within ${limitMs / 1000} seconds. Ask about fewer days, or try again later.`,
  );
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Answer>((resolve) => {
    timer = setTimeout(resolve, limitMs, late);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Answers a question in bounded time and size. Throws where only the owner of the connection can help. */
export async function ask(tool: Tool, mixpanel: Mixpanel, question: Question): Promise<Answer> {
  try {
    return bounded(await withinTime(tool.answer(mixpanel, question), TIME_LIMIT_MS));
  } catch (error) {
    if (error instanceof UnclearQuestion) return bounded(error.answer);
    if (error instanceof Error && ANSWERABLE.has(error.name)) return bounded(unanswered(error.message));
    throw error;
  }
}
