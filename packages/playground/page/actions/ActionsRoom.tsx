export function ActionsRoom() {
  return <section aria-label="Actions" />;
}
