/** One thing that `doctor` has checked, and how it is shown. */
import { type Colour, columnsOf, counted, painter, type Stream, widthOf, wrap } from "../terminal";

export interface Check {
  name: string;
  status: "ok" | "warning" | "problem" | "not checked";
  /** What was found. */
  detail: string;
  /** What to do about it. */
  fix?: string;
}

export interface Report {
  /** Whether nothing is wrong; warnings are allowed. */
  ok: boolean;
  checks: Check[];
}

export const ok = (name: string, detail: string): Check => ({ name, status: "ok", detail });
export const warning = (name: string, detail: string, fix: string): Check => ({ name, status: "warning", detail, fix });
export const problem = (name: string, detail: string, fix: string): Check => ({ name, status: "problem", detail, fix });
export const notChecked = (name: string, detail: string): Check => ({ name, status: "not checked", detail });

const MARKS: Record<Check["status"], [mark: string, colour: Colour]> = {
  ok: ["✓", "green"],
  warning: ["!", "yellow"],
  problem: ["✗", "red"],
  "not checked": ["-", "dim"],
};

const NAME_COLUMNS = 22;

/** Shorter values stand in ordinary words, too. */
const MIN_SECRET = 6;

/** The checks without the secrets, which a server may have repeated in a response. */
export function withoutSecrets(checks: readonly Check[], secrets: readonly string[]): Check[] {
  const hidden = secrets.filter((secret) => secret.length >= MIN_SECRET);
  const clean = (text: string) => hidden.reduce((left, secret) => left.replaceAll(secret, "[hidden]"), text);
  return checks.map((check) => ({
    ...check,
    detail: clean(check.detail),
    ...(check.fix === undefined ? {} : { fix: clean(check.fix) }),
  }));
}

export const reportOf = (checks: Check[]): Report => ({
  ok: checks.every(({ status }) => status !== "problem"),
  checks,
});

const many = (checks: readonly Check[], status: Check["status"]) =>
  checks.filter((check) => check.status === status).length;

/** The report for people: a line for each check, below it how to fix what is wrong. */
export function reportText({ checks }: Report, stream: Stream): string {
  const paint = painter(stream);
  const columns = columnsOf(stream);
  const lines = checks.map(({ name, status, detail, fix }) => {
    const [mark, colour] = MARKS[status];
    const beside = `${paint(colour, mark)} ${name.padEnd(NAME_COLUMNS)}  ${detail}`;
    const below = `${paint(colour, mark)} ${name}\n${wrap(detail, columns, 4)}`;
    const line = widthOf(beside) <= columns ? beside : below;
    return fix === undefined ? line : `${line}\n${wrap(`→ ${fix}`, columns, 4)}`;
  });
  const [problems, warnings] = [many(checks, "problem"), many(checks, "warning")];
  const found = [
    ...(problems > 0 ? [counted(problems, "problem")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return `${lines.join("\n")}\n\n${found.length === 0 ? "Nothing is wrong." : `${found.join(", ")}.`}\n`;
}
