/** Moves the time of this process, of the component and a sandbox in it, so that nobody waits for the next poll. */

let movedMs = 0;

/** Lets `Date` say that it is later, from now on. Timers are not affected. */
export function moveTime(ms: number): void {
  if (movedMs === 0) globalThis.Date = movedDate(Date);
  movedMs += ms;
}

function movedDate(real: DateConstructor): DateConstructor {
  const now = () => real.now() + movedMs;
  return new Proxy(real, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new real(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
}
