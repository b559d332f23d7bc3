export function TriggersRoom() {
  return <section aria-label="Triggers" />;
}
