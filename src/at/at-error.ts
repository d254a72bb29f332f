import { type AtErrorCode, AtlinkError, type ErrorDetails } from '../base/errors.ts';
import { cmeErrors } from './cme-errors.table.ts';
import { cmsErrors } from './cms-errors.table.ts';

/** What can be done about an equipment error: the class by which drivers treat it. */
export type EquipmentErrorClass =
  /** Busy or passing: try again later. */
  | 'wait'
  /** A person has to do something: enter a PIN, change a setting. */
  | 'user'
  /** No SIM, a broken SIM, a failed module. */
  | 'hardware'
  /** No network, or not for us. */
  | 'radio'
  /** The command was wrong: our mistake. */
  | 'programming'
  | 'unknown';

/** A command that did not succeed. */
export class AtError extends AtlinkError {
  declare readonly code: AtErrorCode;
  /** The number of a `+CME ERROR` or `+CMS ERROR`, if it has one (3GPP TS 27.007 9.2, TS 27.005 3.2.5). */
  readonly number: number | undefined;
  readonly errorClass: EquipmentErrorClass;
  /** The line that ended the command, as it came; undefined when none did. */
  readonly finalLine: string | undefined;

  constructor(
    code: AtErrorCode,
    message: string,
    details: ErrorDetails & {
      readonly number?: number | undefined;
      readonly errorClass?: EquipmentErrorClass;
      readonly finalLine?: string;
    } = {},
  ) {
    super(code, message, details);
    this.number = details.number;
    this.errorClass = details.errorClass ?? 'unknown';
    this.finalLine = details.finalLine;
  }
}

const cmeByText = new Map(cmeErrors.map((entry) => [entry.text.toLowerCase(), entry]));
const cmeByNumber = new Map(cmeErrors.map((entry) => [entry.number, entry]));
const cmsByText = new Map(cmsErrors.map(([number, text]) => [text.toLowerCase(), number]));
const cmsByNumber = new Map(cmsErrors);

/** The error of a `+CME ERROR: <err>` line, whose value is a number (CMEE=1) or a text (CMEE=2). */
export function equipmentError(value: string, details: ErrorDetails): AtError {
  const text = value.trim();
  const number = /^\d+$/.test(text) ? Number(text) : cmeByText.get(text.toLowerCase())?.number;
  const entry = number === undefined ? undefined : cmeByNumber.get(number);
  const words = entry?.text ?? (number === undefined ? text : 'not in the tables');
  const message = number === undefined ? `+CME ERROR: ${words}` : `+CME ERROR: ${number} (${words})`;
  return new AtError('AT_EQUIPMENT', message, { ...details, number, errorClass: entry?.errorClass ?? 'unknown' });
}

/** The error of a `+CMS ERROR: <err>` line. */
export function messageServiceError(value: string, details: ErrorDetails): AtError {
  const text = value.trim();
  const number = /^\d+$/.test(text) ? Number(text) : cmsByText.get(text.toLowerCase());
  const words = (number === undefined ? text : cmsByNumber.get(number)) ?? 'not in the tables';
  const message = number === undefined ? `+CMS ERROR: ${words}` : `+CMS ERROR: ${number} (${words})`;
  return new AtError('AT_MESSAGE', message, { ...details, number });
}
