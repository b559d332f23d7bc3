/** A flow's logger, which hands each line to a function. */
export function loggerOf(write: (text: string) => void) {
  const level = (...values: unknown[]) => write(values.map(String).join(" "));
  const nothing = () => {};
  const sections = { metric: nothing, section: nothing, sectionEnd: nothing };
  return { trace: level, debug: level, info: level, log: level, warn: level, error: level, ...sections };
}
