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
