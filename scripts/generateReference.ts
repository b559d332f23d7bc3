/**
 * Writes the reference from the built component, so that it says what the forms say: an index and the list of actions, which are
 * committed, and a page for each action, data source and trigger, in build/reference. With --check, fails if one of the former is not what
 * would be written, or if an operation of Mixpanel's API has no action, or an action no test.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { byFamily } from "../packages/cli/src/families";
import { loadBuilt, ROOT } from "./component";
import { coverageOf } from "./reference/coverage";
import { inputTable, type Step } from "./reference/inputs";
import { pageOf } from "./reference/page";
import { workedExamples } from "./reference/worked";

const INDEX = path.join(ROOT, "documentation", "reference.md");
const ACTIONS = path.join(ROOT, "documentation", "actions.md");
const PAGES = path.join(ROOT, "build", "reference");

const component = loadBuilt();
const folders = readdirSync(path.join(ROOT, "test", "actions"));

const byLabel = <T extends Step>(steps: Record<string, T>) =>
  Object.entries(steps).sort(([, a], [, b]) => a.display.label.localeCompare(b.display.label));

/** A table of steps by their label. */
function stepTable(steps: Record<string, Step>): string {
  const rows = byLabel(steps).map(
    ([key, { display }]) => `| ${display.label} | \`${key}\` | ${display.description.replaceAll("|", "\\|")} |`,
  );
  return ["| Name | Key | What it does |", "|---|---|---|", ...rows].join("\n");
}

const families = byFamily(Object.entries(component.actions).map(([key, action]) => ({ key, action })));

/** The actions by family, as the command line lists them. */
const actionTables = families.map(({ title, actions }) => {
  const own = Object.fromEntries(actions.map(({ key, action }) => [key, action]));
  return `### ${title}\n\n${stepTable(own)}`;
});

const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, "")
    .replaceAll(" ", "-");

/** The page of all actions: what each family is for, then its actions. */
const actionsPage = `${[
  "# Actions",
  `Written by \`npm run docs\` from the built component, with ${families.flatMap(({ actions }) => actions).length} actions. [The reference](reference.md) adds connections, triggers, data sources, errors and the operation of Mixpanel's API behind each action; \`npx mixpanel-connector describe <key>\` shows the inputs and the result of one.`,
  families.map(({ title }) => `- [${title}](#${anchorOf(title)})`).join("\n"),
  ...actionTables.map((table) => table.replace("###", "##")),
].join("\n\n")}\n`;

/** The triggers, each with the page that says how to set it up. */
function triggerParts(): string[] {
  const triggers = byLabel(component.triggers).map(
    ([key, { display }]) =>
      `| ${display.label} | \`${key}\` | ${display.description.replaceAll("|", "\\|")} | [Set-up](triggers/${key}.mdx) |`,
  );
  if (triggers.length === 0) return [];
  return [
    "## Triggers",
    ["| Name | Key | When it starts a flow | Page |", "|---|---|---|---|", ...triggers].join("\n"),
  ];
}

const connections = component.connections.map(({ key, label, comments, inputs }) =>
  [
    `### ${label}`,
    `\`${key}\`: ${comments ?? ""}`,
    `[How to set it up](connections/${key}.mdx)`,
    inputTable(inputs),
  ].join("\n\n"),
);

const ERRORS = `| Code | Meaning | What to do |
|---|---|---|
| \`invalid_input\` | An input is missing or not valid. Nothing was sent. | Correct the input that the message names. |
| \`authentication_failed\` | Mixpanel rejected the credentials, or the connection lacks the one that is needed. | Correct the connection, or the role of the service account. |
| \`plan_does_not_include\` | The project's plan does not include this API. | Upgrade the plan. |
| \`validation_failed\` | Mixpanel rejected the data. | Correct what the message names. |
| \`rate_limited\` | One of Mixpanel's limits is used up. | Run the step again after the time that the message names. |
| \`too_large\` | A record or a response is too large. | Send or ask for less at once. |
| \`server_error\`, \`network_error\`, \`timeout\` | Mixpanel failed, or could not be reached. Retries did not help. | Run the step again later. |
| \`unusable_response\` | The response is not that of Mixpanel's API. | Check the Data Residency and the Custom API Host of the connection. |`;

async function main(): Promise<void> {
  const labels = new Map(Object.entries(component.actions).map(([key, { display }]) => [key, display.label]));
  const coverage = coverageOf(labels, folders);
  const index = `${[
    "# Reference",
    "Written by `npm run docs` from the built component. The same command writes a page for each action, data source and trigger, with its inputs, result, an example that was run, its errors and its costs, into `build/reference`.",
    "## Connections",
    ...connections,
    ...triggerParts(),
    "## Actions",
    ...actionTables,
    "## Data Sources",
    stepTable(component.dataSources),
    "## Errors",
    ERRORS,
    "## Coverage",
    coverage.text,
  ].join("\n\n")}\n`;
  const committed = [
    [INDEX, index],
    [ACTIONS, actionsPage],
  ] as const;
  if (process.argv.includes("--check")) {
    for (const [file, text] of committed)
      if (!existsSync(file) || readFileSync(file, "utf8") !== text)
        throw new Error(
          `${path.relative(ROOT, file)} is not what the component says. Run npm run docs and commit the change.`,
        );
    if (coverage.missing.length > 0) throw new Error(`Missing: ${coverage.missing.join(", ")}.`);
    return;
  }
  for (const [file, text] of committed) writeFileSync(file, text);
  rmSync(PAGES, { recursive: true, force: true });
  mkdirSync(PAGES, { recursive: true });
  const steps: Record<string, Step> = { ...component.actions, ...component.dataSources, ...component.triggers };
  const linked = index.replaceAll(/\| `(\w+)` \|/g, (cell, key: string) =>
    Object.hasOwn(steps, key) ? `| [\`${key}\`](${key}.md) |` : cell,
  );
  const moved = linked.replaceAll(/\]\((triggers|connections)\//g, "](../../documentation/$1/");
  writeFileSync(path.join(PAGES, "index.md"), moved);
  const worked = await workedExamples(component);
  for (const [key, step] of Object.entries(steps))
    writeFileSync(path.join(PAGES, `${key}.md`), pageOf(key, step, worked.get(key)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
