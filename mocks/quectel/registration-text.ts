/** What a registration command or URC tells. */
export interface RegistrationView {
  readonly stat: number;
  readonly tac: string;
  readonly cell: string;
  readonly act: number;
  /** The network's cause, when it refused. */
  readonly cause: number | undefined;
  /** Granted active time and periodic TAU as bit strings, when power saving is granted. */
  readonly saving: readonly [activeTime: string, periodicTau: string] | undefined;
}

const hasLocation = (stat: number): boolean => stat === 1 || stat === 5;

/** Fields behind <stat>, by <n> (3GPP TS 27.007 10.1.22), without what is empty at the end. */
function tail(mode: number, view: RegistrationView): string {
  const located = mode >= 2 && hasLocation(view.stat);
  const fields = located ? [`"${view.tac}"`, `"${view.cell}"`, String(view.act)] : ['', '', ''];
  const refused = (mode === 3 || mode === 5) && view.stat === 3 && view.cause !== undefined;
  fields.push(...(refused ? ['0', String(view.cause)] : ['', '']));
  if (mode >= 4 && located && view.saving !== undefined) fields.push(...view.saving.map((bits) => `"${bits}"`));
  while (fields.at(-1) === '') fields.pop();
  return fields.map((field) => `,${field}`).join('');
}

/** The URC: no <n>. */
export function registrationUrc(command: string, mode: number, view: RegistrationView): string {
  return `${command}: ${view.stat}${tail(mode, view)}`;
}

/** The answer to the read command: <n> comes first. */
export function registrationRead(command: string, mode: number, view: RegistrationView): string {
  return `${command}: ${mode},${view.stat}${tail(mode, view)}`;
}
