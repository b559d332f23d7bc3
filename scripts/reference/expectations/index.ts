import { APIS } from "./apis";
import type { Expectation } from "./expectation";
import { OBJECTS } from "./objects";
import { PRIVACY } from "./privacy";
import { REVERSE_ETL, STOCK } from "./replacements";

/** The expectations by where they come from. */
const PARTS: readonly [title: string, expectations: readonly Expectation[]][] = [
  ["Privacy requests", PRIVACY],
  ["Mixpanel's APIs", [...APIS, ...OBJECTS]],
  ["The stock component", STOCK],
  ["Rows of a warehouse", REVERSE_ETL],
];

export const EXPECTATIONS: readonly Expectation[] = PARTS.flatMap(([, expectations]) => expectations);

const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll("|", "\\|");

function rowOf({ id, expected, steps = [], inputs = [], limits = [], how, partly, tests }: Expectation): string {
  const answers = [...steps, ...inputs].map(code).join(", ");
  const kept = [limits.map(({ words }) => words).join("; "), how, partly && `**Partly:** ${partly}`];
  const shown = tests.map(([file, title]) => `${code(file)}: ${title}`).join("<br>");
  return `| ${[id, expected, answers, kept.filter(Boolean).join("<br>"), shown].map(cell).join(" | ")} |`;
}

/** The page, in Markdown. */
export function expectationsPage(): string {
  const partly = EXPECTATIONS.filter((one) => one.partly !== undefined).map(({ id }) => id);
  return `${[
    "# Expectations",
    "What guides to Mixpanel's APIs, a privacy product, Prismatic's stock component and a reverse-ETL product lead one to expect of a Mixpanel connector, and what answers it here: actions, triggers, inputs (`step.group.input`), fields of the connection (`apiToken.field`), the limit that is kept, and the tests that show it.",
    `${EXPECTATIONS.length - partly.length} of the ${EXPECTATIONS.length} expectations are answered whole, ${partly.length} in part, each with the reason: ${partly.join(", ")}.`,
    "Written by `npm run docs` from `scripts/reference/expectations`. A test checks that every step, input and test is there, and that every limit is the one in the code.",
    ...PARTS.flatMap(([title, expectations]) => [
      `## ${title}`,
      [
        "| | expected | answered by | limit, and how it is kept | shown by |",
        "|---|---|---|---|---|",
        ...expectations.map(rowOf),
      ].join("\n"),
    ]),
  ].join("\n\n")}\n`;
}
