import { outputLines } from "../../packages/cli/src/outputSchema";
import { credentialOf, quotaOf, retriesOf, roleOf } from "./facts";
import { inputTable, type Step } from "./inputs";
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

/** The page of an action or data source. */
export function pageOf(key: string, step: Step, worked: Worked | undefined): string {
  const { label, description } = step.display;
  const isAction = "performSafety" in step;
  const inputs = inputTable(step.inputs);
  return `${[
    `# ${label}`,
    `\`${key}\`: ${description}.`,
    isAction ? factsOf(key, step.performSafety === "SAFE") : "",
    inputs === "" ? "It has no inputs." : `## Inputs\n\n${inputs}`,
    resultOf(step),
    worked === undefined
      ? `## Example\n\nAn example of the result:\n\n${json(step.examplePayload)}`
      : `## Example\n\nThese inputs:\n\n${json(worked.inputs)}\n\ngave this result from a local sandbox with sample data. Long lists and texts are shortened:\n\n${json(worked.result)}`,
    isAction ? `## Errors\n\n${errorsOf(key)}` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}
