/** Shows how far an export is: its total is not known. One line on a terminal, a line every ten seconds elsewhere. */
import { cut } from "../table";
import { columnsOf, counted, grouped, isRewritable } from "../terminal";

const TERMINAL_MS = 200;
const ELSEWHERE_MS = 10_000;

export class ExportProgress {
  records = 0;
  private readonly begunMs = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly noun: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {
    this.timer = setInterval(() => this.show(), isRewritable(stream) ? TERMINAL_MS : ELSEWHERE_MS);
    this.timer.unref();
  }

  get seconds(): number {
    return (performance.now() - this.begunMs) / 1000;
  }

  /** Clears the line, so that others can be written. */
  clear(): void {
    if (isRewritable(this.stream)) this.stream.write("\r\u001b[K");
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private show(): void {
    const { records, noun, seconds, stream } = this;
    const rate = grouped(Math.round(records / Math.max(seconds, 0.001)));
    const text = cut(`… ${counted(records, noun)}, ${rate} a second, ${Math.round(seconds)} s`, columnsOf(stream) - 1);
    stream.write(isRewritable(stream) ? `\r\u001b[K${text}` : `${text}\n`);
  }
}
