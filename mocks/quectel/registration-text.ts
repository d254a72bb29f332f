/** What a registration command or URC tells. */
export interface RegistrationView {
  readonly stat: number;
  readonly tac: string;
  readonly cell: string;
  readonly act: number;
  /** The network's cause, when it refused. */
  readonly cause: number | undefined;
  /** A blank after each comma. */
  readonly spaced?: boolean;
  /** `+C5GREG`: the slices that are allowed, as a number of octets and the octets. */
  readonly slices?: string;
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
  if (located && view.slices !== undefined) return `,${fields.slice(0, 3).join(',')},${view.slices}`;
  while (fields.at(-1) === '') fields.pop();
  return fields.map((field) => `,${field}`).join('');
}

function spaced(line: string, view: RegistrationView): string {
  return view.spaced === true ? line.replaceAll(',', ', ') : line;
}

/** The URC: no <n>. */
export function registrationUrc(command: string, mode: number, view: RegistrationView): string {
  return spaced(`${command}: ${view.stat}${tail(mode, view)}`, view);
}

/** The answer to the read command: <n> comes first. */
export function registrationRead(command: string, mode: number, view: RegistrationView): string {
  return spaced(`${command}: ${mode},${view.stat}${tail(mode, view)}`, view);
}
