/** What was sent or passed on, as a tree. */
import { Copy } from "../components/Copy";
import { JsonTree } from "../components/JsonTree";

export function Payload({ label, value, levels = 3 }: { label: string; value: unknown; levels?: number }) {
  return (
    <section aria-label={label} class="payload">
      <p class="heading">
        <span class="muted small">{label}</span>
        <Copy text={JSON.stringify(value, null, 2) ?? ""}>Copy JSON</Copy>
      </p>
      <div class="box">
        <JsonTree value={value} levels={levels} />
      </div>
    </section>
  );
}
