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
    "When true, lines of the export that are not valid JSON are skipped. bad_lines of the result lists them; if Download Data returns a file, a warning in the log does. When false, such a line is an error. A truncated export is an error in both cases.",
});
