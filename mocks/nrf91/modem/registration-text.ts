import type { Dialect } from './dialect.ts';

/** What `+CEREG` says of the registration. */
export interface RegistrationView {
  readonly stat: number;
  /** The cell it sees; undefined: none. */
  readonly cell: { readonly tac: string; readonly id: string } | undefined;
  /** 7 LTE-M, 9 NB-IoT. */
  readonly act: number;
  /** Why the network refused (EMM cause). */
  readonly cause: number | undefined;
  readonly activeTime: string;
  readonly periodicTau: string;
}

const uiccFailure = 90;

function causesAndTimers(dialect: Dialect, mode: number, view: RegistrationView): string {
  const registered = view.stat === 1 || view.stat === 5;
  const withCause = mode === 3 || mode === 5;
  const withTimers = mode === 4 || mode === 5;
  const timers = `"${view.activeTime}","${view.periodicTau}"`;
  if (registered) return withTimers ? `,,,${timers}` : '';
  if (view.cause !== undefined) return withCause ? `,0,${view.cause}` : '';
  if (!dialect.old) return '';
  const none = view.cell === undefined ? '"00000000","00000000"' : timers;
  if (mode === 5) return `,0,0,${none}`;
  return mode === 3 ? ',0,0' : withTimers ? `,,,${none}` : '';
}

/** What follows <n> in an answer and the prefix in a URC (nRF91 AT Commands Reference Guide, +CEREG). */
export function registrationText(dialect: Dialect, mode: number, view: RegistrationView): string {
  const { act, cell, stat } = view;
  if (mode < 2 || stat === uiccFailure || (cell === undefined && !dialect.old)) return String(stat);
  const place = cell === undefined ? '"FFFE","FFFFFFFF"' : `"${cell.tac}","${cell.id}"`;
  return `${stat},${place},${act}${causesAndTimers(dialect, mode, view)}`;
}
