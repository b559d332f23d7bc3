process.once("message", (heard) => {
  process.send({ heard, hasGc: typeof globalThis.gc === "function" }, () => process.exit());
});
