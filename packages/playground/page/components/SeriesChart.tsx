/** A chart of a series. The table beside it has the same numbers as text. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Series } from "../results/seriesOf";

const MAX_LINES = 12;

export function SeriesChart({ series }: { series: Series }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [error, setError] = useState("");
  const shown = { ...series, lines: series.lines.slice(0, MAX_LINES) };
  useEffect(() => {
    let chart: { destroy: () => void } | undefined;
    let isGone = false;
    const draw = async () => {
      const { drawChart } = await import("./drawChart");
      const { current } = canvas;
      if (isGone || current === null) return;
      chart?.destroy();
      chart = drawChart(current, shown, (value) => {
        current.style.color = value;
        return getComputedStyle(current).color;
      });
    };
    const redraw = () =>
      void draw().catch(() => setError("The chart cannot be drawn. The table has the same numbers."));
    redraw();
    const watcher = new MutationObserver(redraw);
    watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      isGone = true;
      watcher.disconnect();
      chart?.destroy();
    };
  }, [series]);
  const names = shown.lines.map(({ name }) => name).join(", ");
  return (
    <figure class="chart">
      <div>
        <canvas ref={canvas} role="img" aria-label={`Chart of ${names} by ${series.axis.toLowerCase()}`} />
      </div>
      {series.lines.length > MAX_LINES && (
        <figcaption class="small muted">
          The first {MAX_LINES} of {series.lines.length} lines. The table has all.
        </figcaption>
      )}
      {error !== "" && <p role="alert">{error}</p>}
    </figure>
  );
}
