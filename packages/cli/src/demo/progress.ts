/** Shows the demo's progress: a bar on a terminal, plain lines elsewhere. */
import { SingleBar } from "cli-progress";
import { grouped, isRewritable, painter, takesColours } from "../terminal";

/** Shows steps, one after the other. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #paint: ReturnType<typeof painter>;

  /** @param out takes the lines of finished steps; bars go to stderr, and only where that is a terminal */
  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#paint = painter(out);
  }

  /** Writes a line. */
  say(line = ""): void {
    this.#out.write(`${line}\n`);
  }

  /**
   * Runs a step, then shows its result and how long it took.
   *
   * @param total the number of records to process, for a step that reports its progress
   * @param work runs the step; it gets a function to call with the number of records done so far
   * @param outcome describes the result in a few words, and says whether it is as expected
   */
  async step<T>(
    label: string,
    work: (report: (done: number) => void) => Promise<T>,
    outcome: (result: T) => { text: string; good: boolean },
    total?: number,
  ): Promise<T> {
    const startMs = performance.now();
    const bar = total !== undefined && isRewritable(process.stderr) ? barOf(label) : undefined;
    if (total !== undefined) bar?.start(total, 0);
    // It changes the terminal, which Ctrl-C must not leave so.
    const restore = () => bar?.stop();
    process.once("exit", restore);
    let result: T;
    try {
      result = await work((done) => {
        if (bar) bar.update(done);
        else if (total !== undefined && done < total)
          this.say(`… ${label.padEnd(18)} ${grouped(done)} of ${grouped(total)}`);
      });
    } catch (error) {
      restore();
      this.say(`${this.#paint("red", "✗")} ${label}`);
      throw error;
    } finally {
      process.off("exit", restore);
    }
    restore();
    const { text, good } = outcome(result);
    const mark = good ? this.#paint("green", "✓") : this.#paint("yellow", "!");
    const seconds = this.#paint("dim", `${((performance.now() - startMs) / 1000).toFixed(2)} s`);
    this.say(`${mark} ${label.padEnd(18)} ${text}  ${seconds}`);
    return result;
  }
}

function barOf(label: string): SingleBar {
  const colours = takesColours(process.stderr);
  const filled = colours ? "\u001b[36m{bar}\u001b[0m" : "{bar}";
  return new SingleBar({
    format: `… ${label.padEnd(18)} ${filled} {value} of {total}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 40,
    // When true, the library handles Ctrl+C itself.
    gracefulExit: false,
    clearOnComplete: true,
    stream: process.stderr,
    formatValue: (value, _options, type) => (type === "value" || type === "total" ? grouped(value) : String(value)),
  });
}
