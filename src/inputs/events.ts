import { textList } from "./cleanJson";
import { booleanInput, typedInput } from "./kinds";

export const event = typedInput(
  "Event Name",
  {
    example: "Signed Up",
    comments:
      'The event to read, or several as a JSON list: ["Signed Up", "Purchased"]. Names are used exactly as given, including leading and trailing spaces. Leave it empty for all events.',
  },
  textList,
);

export const skipBadLines = booleanInput("Skip Bad Lines", {
  default: false,
  comments:
    "When true, skips lines of the export that are not valid JSON and reports them: in bad_lines of the result, or as a warning in the log if the output is a file. When false, such a line fails the step. A truncated export fails in both cases.",
});

/** Lines that were skipped, as a result describes them. */
export const badLinesOutput = {
  type: "object" as const,
  description: "Lines of the export that are not valid JSON and were skipped, if Skip Bad Lines is true.",
  properties: {
    count: { type: "integer" as const },
    lines: {
      type: "array" as const,
      description: "The first 100 of them.",
      items: {
        type: "object" as const,
        properties: {
          from_date: { type: "string" as const, description: "First day of the export that contained the line." },
          line: { type: "integer" as const, description: "Line number in that export, from 1." },
          excerpt: { type: "string" as const, description: "The beginning of the line." },
        },
        required: ["from_date", "line", "excerpt"],
      },
    },
  },
  required: ["count", "lines"],
};
