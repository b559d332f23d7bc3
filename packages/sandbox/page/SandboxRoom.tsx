/** The sandbox from inside: live requests, data, faults and clock. */

export interface SandboxRoomProps {
  /** Calls the control routes: `fetch`, or the playground's own, which adds its token. */
  call: (path: string, init?: RequestInit) => Promise<Response>;
  /** What stands before the name of a control route: `/_sandbox`, or the playground's route to it. */
  base: string;
}

export function SandboxRoom({ base }: SandboxRoomProps) {
  return <section aria-label="Sandbox" data-base={base} />;
}
