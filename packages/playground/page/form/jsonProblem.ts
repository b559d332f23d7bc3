/** Says what is wrong with a text that is meant to be JSON. Rows may also be JSON lines, CSV or other text. */
export function jsonProblem(text: string): string {
  if (!/^\s*[[{]/.test(text)) return "";
  const problem = problemOf(text);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return problem === "" || lines.every((line) => problemOf(line) === "") ? "" : `This is not valid JSON: ${problem}`;
}

function problemOf(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
