/** Draws a series on a canvas. Loaded when a chart is first shown. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import type { Series } from "../results/seriesOf";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** Lines differ by more than their colour. */
const POINTS = ["circle", "rect", "triangle", "rectRot", "star", "cross"] as const;
const DASHES = [[], [6, 4], [2, 3]];

/** Six colours, then the same ones lighter. */
function lineColour(at: number): string {
  const own = `var(--series-${(at % 6) + 1})`;
  return at < 6 ? own : `color-mix(in srgb, ${own}, var(--surface) 45%)`;
}

/** @param colour resolves a colour of the page's design, such as `var(--muted)` */
export function drawChart(
  canvas: HTMLCanvasElement,
  { kind, axis, labels, lines }: Series,
  colour: (name: string) => string,
) {
  const grid = { color: colour("var(--border)") };
  const ticks = { color: colour("var(--muted)") };
  const title = { display: true, text: axis, color: colour("var(--muted)") };
  return new Chart(canvas, {
    type: kind,
    data: {
      labels,
      datasets: lines.map(({ name, values }, at) => ({
        label: name,
        data: values,
        borderColor: colour(lineColour(at)),
        backgroundColor: colour(lineColour(at)),
        borderDash: DASHES[Math.floor(at / 6) % DASHES.length],
        pointStyle: kind === "bar" ? "rect" : POINTS[at % POINTS.length],
        borderWidth: kind === "bar" ? 0 : 2,
        pointRadius: labels.length > 60 ? 0 : 4,
        maxBarThickness: 60,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      plugins: { legend: { display: lines.length > 1, labels: { ...ticks, usePointStyle: true, boxHeight: 7 } } },
      scales: { x: { grid: { display: false }, ticks, title }, y: { beginAtZero: true, grid, ticks } },
    },
  });
}
