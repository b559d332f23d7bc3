/** A conversation for each tool: what a person asks, and how an agent asks the tool. They stand in the README with the answers. */
import type { Sandbox } from "mixpanel-sandbox";
import { askOffline } from "./offline";

export interface Conversation {
  person: string;
  tool: string;
  question: Record<string, unknown>;
}

export const conversations: readonly Conversation[] = [
  {
    person: "How many purchases did we have in the last two weeks, and of what?",
    tool: "mixpanel-how-many",
    question: { event: "Purchased", days: 14, breakdown: "category" },
  },
  {
    person: "Where do we lose people between sign-up and purchase?",
    tool: "mixpanel-funnel-drop",
    question: { funnel: "From sign-up to purchase" },
  },
  {
    person: "How many paying users do we have? Show me three.",
    tool: "mixpanel-cohort-members",
    question: { cohort: "Paying users", members: 3, properties: "$name, plan" },
  },
  { person: "What changed this week?", tool: "mixpanel-what-changed", question: {} },
  {
    person: "user-007@example.com wrote to support. What did they do before?",
    tool: "mixpanel-user-story",
    question: { user: "user-007@example.com", events: 3 },
  },
];

/** A JSON object with a line for each field, and for each row of a list. */
function lines(value: object): string {
  const fields = Object.entries(value).map(([key, field]) => {
    const rows = Array.isArray(field) ? field.map((row) => `\n    ${JSON.stringify(row)}`).join(",") : undefined;
    return `\n  ${JSON.stringify(key)}: ${rows === undefined ? JSON.stringify(field) : `[${rows}\n  ]`}`;
  });
  return `{${fields.join(",")}${fields.length > 0 ? "\n" : ""}}`;
}

/** Holds the conversations with a sandbox. @returns Markdown */
export async function hold(sandbox: Sandbox): Promise<string> {
  const parts: string[] = [];
  for (const { person, tool, question } of conversations) {
    const answer = await askOffline(sandbox, tool, question);
    parts.push(
      `**${person}**\n\nThe agent calls \`${tool}\`:\n\n\`\`\`json\n${JSON.stringify(question)}\n\`\`\`\n\nThe tool answers:\n\n\`\`\`json\n${lines(answer)}\n\`\`\`\n`,
    );
  }
  return parts.join("\n");
}
