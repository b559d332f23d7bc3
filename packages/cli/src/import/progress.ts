/** Shows how far an import is: a bar on a terminal, a line every ten seconds elsewhere. */
import { SingleBar } from "cli-progress";
import { columnsOf, grouped, isRewritable, takesColours } from "../terminal";

/** How far an import is. */
export interface Reached {
  /** Records whose outcome is known. */
  records: number;
  /** Records that were read: reading may be far ahead of sending. */
  received: number;
  readBytes: number;
  /** Undefined for stdin, whose end is not known. */
  totalBytes: number | undefined;
}

const LINE_MS = 10_000;
const BAR_MS = 200;
const MIN_BAR = 5;
const MAX_BAR = 40;
/** The characters of the line beside bar and text. */
const MARGIN = "…    ".length;

const clock = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const two = (number: number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** Without an outcome for so long, an estimate of the time left would be wrong: the rate limit or an outage decides. */
const QUIET_MS = 3_000;

/** The part of the file whose records have an outcome; undefined if its end is not known. */
function shareOf({ records, received, readBytes, totalBytes }: Reached): number | undefined {
  if (totalBytes === undefined || totalBytes <= 0) return undefined;
  const done = received === 0 ? 0 : Math.min(1, records / received);
  return Math.min(1, readBytes / totalBytes) * done;
}

/**
 * `120,000 events, 31,000/s, 42 %, 0:12 left`.
 *
 * @param ms since the start
 * @param quietMs since the last outcome
 */
export function progressText(reached: Reached, noun: string, ms: number, quietMs = 0): string {
  const { records } = reached;
  const parts = [`${grouped(records)} ${noun}`, `${grouped(Math.round((records * 1000) / Math.max(ms, 1)))}/s`];
  const share = shareOf(reached);
  if (share !== undefined) {
    parts.push(`${Math.floor(share * 100)} %`);
    if (quietMs >= QUIET_MS) parts.push("waiting for Mixpanel");
    else if (share > 0) parts.push(`${clock((ms * (1 - share)) / share)} left`);
  }
  return parts.join(", ");
}

export class ImportProgress {
  private readonly begun = performance.now();
  private readonly out = process.stderr;
  private readonly timer: NodeJS.Timeout;
  private bar: SingleBar | undefined;
  /** The text that is shown: the bar is drawn later than it is told, and must fit this one. */
  private text = "";
  /** The number of records with an outcome, and since when it is the same. */
  private last = { records: 0, since: performance.now() };

  /** @param reached asked each time that it is shown */
  constructor(
    private readonly noun: string,
    private readonly reached: () => Reached,
  ) {
    if (isRewritable(this.out)) this.bar = this.startBar();
    this.timer = setInterval(() => this.show(), this.bar === undefined ? LINE_MS : BAR_MS);
    // It must not keep the program from ending.
    this.timer.unref();
    // The bar changes the terminal, which a second Ctrl-C must not leave so.
    process.once("exit", this.stop);
  }

  /** Writes a line above the bar. */
  say(line: string): void {
    this.out.write(this.bar === undefined ? `${line}\n` : `\r\u001b[K${line}\n`);
    this.show();
  }

  readonly stop = (): void => {
    process.off("exit", this.stop);
    clearInterval(this.timer);
    this.bar?.stop();
    this.bar = undefined;
  };

  private show(): void {
    const { bar } = this;
    const now = performance.now();
    const reached = this.reached();
    if (reached.records !== this.last.records) this.last = { records: reached.records, since: now };
    const text = progressText(reached, this.noun, now - this.begun, now - this.last.since);
    this.text = text;
    if (bar === undefined) {
      if (performance.now() - this.begun >= LINE_MS) this.out.write(`… ${text}\n`);
      return;
    }
    bar.update((shareOf(reached) ?? 0) * (reached.totalBytes ?? 0), { text });
  }

  private startBar(): SingleBar {
    const bar = new SingleBar({
      format: "… {bar}{text}",
      // As wide as the text beside it leaves room for, which the library does not work out.
      formatBar: (share) => this.barOf(share),
      gracefulExit: false,
      clearOnComplete: true,
      stream: this.out,
      fps: 1000 / BAR_MS,
    });
    this.text = progressText(this.reached(), this.noun, 0);
    bar.start(this.reached().totalBytes ?? 0, 0, { text: this.text });
    return bar;
  }

  private barOf(share: number): string {
    const width = Math.min(MAX_BAR, columnsOf(this.out) - this.text.length - MARGIN);
    if (!this.reached().totalBytes || width < MIN_BAR) return "";
    const filled = Math.floor(share * width);
    const [full, empty] = ["█".repeat(filled), "░".repeat(width - filled)];
    return takesColours(this.out) ? `\u001b[36m${full}${empty}\u001b[0m ` : `${full}${empty} `;
  }
}
