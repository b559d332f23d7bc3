import { outputLines } from "../../packages/cli/src/outputSchema";
import { credentialOf, quotaOf, retriesOf, roleOf } from "./facts";
import { inputTable, type Step, type TriggerStep } from "./inputs";
import { ROWS } from "./rows";
import type { Worked } from "./worked";

const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** What a call costs and needs, as a list. */
function factsOf(key: string, isSafe: boolean): string {
  const row = ROWS.get(key);
  const facts: [string, string][] =
    row === undefined
      ? []
      : [
          ["Request", row.method === undefined ? "" : `\`${row.method} ${row.path}\``],
          ["Credential", credentialOf(row)],
          ["Role", roleOf(row)],
          ["Counts toward", quotaOf(row)],
          ["Retries", retriesOf(row)],
          ["Mixpanel's reference", row.docs === undefined ? "" : `<${row.docs}>`],
        ];
  const design = isSafe
    ? "Runs: it changes nothing, is not billed and spends no hourly limit."
    : "Does not run; the designer shows the example.";
  return [...facts, ["While a flow is designed", design] as const]
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `- ${name}: ${text}`)
    .join("\n");
}

const isTrigger = (step: Step): step is TriggerStep => "scheduleSupport" in step;

/** How the platform runs a trigger, as a list. */
function triggerFactsOf(key: string, trigger: TriggerStep): string {
  const isPolling = trigger.isPollingTrigger === true;
  const { triggerResolverDefaultBatchSize: size, triggerResolverDefaultConcurrentBatchLimit: limit } = trigger;
  const branches = "staticBranchNames" in trigger ? (trigger.staticBranchNames ?? []) : [];
  const facts = [
    `Starts a flow: ${isPolling ? "on a schedule, by polling Mixpanel" : "when Mixpanel calls the flow's webhook"}`,
    ...(size === undefined
      ? []
      : [`Batching: on request, with ${size} items per execution and ${limit} executions at once by default`]),
    ...(branches.length === 0 ? [] : [`Branches: ${branches.map((name) => `\`${name}\``).join(", ")}`]),
    `Set-up, batching and notes: [${trigger.display.label}](../../documentation/triggers/${key}.mdx)`,
  ];
  return facts.map((fact) => `- ${fact}.`).join("\n");
}

/** What a trigger passes on: of its payload, the part that a flow reads. */
function exampleOf(step: Step): unknown {
  const example: unknown = step.examplePayload;
  return isTrigger(step) ? Object(example).payload?.body?.data : example;
}

/** Errors of an operation, beside those that every operation may have. */
function errorsOf(key: string): string {
  const row = ROWS.get(key);
  const some = [
    ...(row?.quota === undefined ? [] : ["`rate_limited`: the limit above is used up; `retryAt` says when it resets."]),
    ...(row?.response === "accepted" || row?.response === "import"
      ? ["`validation_failed`: Mixpanel rejected records, though its status may be 200; `failedRecords` names them."]
      : []),
    ...(row?.effect === "write"
      ? [
          "`network_error`, `timeout`, `server_error`: if `mayHaveLanded` is true, check Mixpanel before running it again.",
        ]
      : []),
  ];
  const common = "The [common errors](index.md#errors)";
  return some.length === 0 ? `${common}.` : `${common}, and:\n\n${some.map((line) => `- ${line}`).join("\n")}`;
}

/** The fields of an action's result; nothing where the schema names none. */
function resultOf(step: Step): string {
  const schema = "outputSchema" in step && step.outputSchema?.type === "actionOutput" ? step.outputSchema.schema : "{}";
  const lines = outputLines(JSON.parse(schema), { isTTY: false }, 0);
  return lines.length === 0 ? "" : `## Result\n\n\`\`\`text\n${lines.join("\n")}\n\`\`\``;
}

/** The page of an action, a data source or a trigger. */
export function pageOf(key: string, step: Step, worked: Worked | undefined): string {
  const { label, description } = step.display;
  const isAction = "performSafety" in step;
  const inputs = inputTable(step.inputs);
  return `${[
    `# ${label}`,
    `\`${key}\`: ${description}.`,
    isAction ? factsOf(key, step.performSafety === "SAFE") : "",
    isTrigger(step) ? triggerFactsOf(key, step) : "",
    inputs === "" ? "It has no inputs." : `## Inputs\n\n${inputs}`,
    resultOf(step),
    worked === undefined
      ? `## Example\n\nAn example of ${isTrigger(step) ? "what it passes on, in `body.data`" : "the result"}:\n\n${json(exampleOf(step))}`
      : `## Example\n\nThese inputs:\n\n${json(worked.inputs)}\n\ngave this result from a local sandbox with sample data. Long lists and texts are shortened:\n\n${json(worked.result)}`,
    isAction ? `## Errors\n\n${errorsOf(key)}` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}
