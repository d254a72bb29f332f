import type { EquipmentErrorClass } from './at-error.ts';

interface CmeError {
  readonly number: number;
  /** The verbose text (CMEE=2). */
  readonly text: string;
  readonly errorClass: EquipmentErrorClass;
}

const row = (number: number, text: string, errorClass: EquipmentErrorClass = 'unknown'): CmeError => ({
  number,
  text,
  errorClass,
});

/**
 * Mobile equipment errors: 3GPP TS 27.007, 9.2. Numbers of 500 and up are the makers' own, and the same one means
 * different things (a GNSS failure here, a missing credential there): what they mean is for a family's driver to say.
 */
export const cmeErrors: readonly CmeError[] = [
  row(0, 'phone failure', 'hardware'),
  row(1, 'no connection to phone', 'hardware'),
  row(2, 'phone-adaptor link reserved', 'wait'),
  row(3, 'operation not allowed', 'programming'),
  row(4, 'operation not supported', 'programming'),
  row(5, 'PH-SIM PIN required', 'user'),
  row(6, 'PH-FSIM PIN required', 'user'),
  row(7, 'PH-FSIM PUK required', 'user'),
  row(10, 'SIM not inserted', 'hardware'),
  row(11, 'SIM PIN required', 'user'),
  row(12, 'SIM PUK required', 'user'),
  row(13, 'SIM failure', 'hardware'),
  row(14, 'SIM busy', 'wait'),
  row(15, 'SIM wrong', 'hardware'),
  row(16, 'incorrect password', 'user'),
  row(17, 'SIM PIN2 required', 'user'),
  row(18, 'SIM PUK2 required', 'user'),
  row(20, 'memory full', 'wait'),
  row(21, 'invalid index', 'programming'),
  row(22, 'not found', 'programming'),
  row(23, 'memory failure', 'hardware'),
  row(24, 'text string too long', 'programming'),
  row(25, 'invalid characters in text string', 'programming'),
  row(26, 'dial string too long', 'programming'),
  row(27, 'invalid characters in dial string', 'programming'),
  row(30, 'no network service', 'radio'),
  row(31, 'network timeout', 'wait'),
  row(32, 'network not allowed - emergency calls only', 'radio'),
  row(40, 'network personalization PIN required', 'user'),
  row(41, 'network personalization PUK required', 'user'),
  row(42, 'network subset personalization PIN required', 'user'),
  row(43, 'network subset personalization PUK required', 'user'),
  row(44, 'service provider personalization PIN required', 'user'),
  row(45, 'service provider personalization PUK required', 'user'),
  row(46, 'corporate personalization PIN required', 'user'),
  row(47, 'corporate personalization PUK required', 'user'),
  row(50, 'incorrect parameters', 'programming'),
  row(58, 'feature not supported', 'programming'),
  row(100, 'unknown'),
  row(103, 'illegal MS', 'user'),
  row(106, 'illegal ME', 'user'),
  row(107, 'GPRS services not allowed', 'user'),
  row(111, 'PLMN not allowed', 'radio'),
  row(112, 'location area not allowed', 'radio'),
  row(113, 'roaming not allowed in this location area', 'radio'),
  row(132, 'service option not supported', 'user'),
  row(133, 'requested service option not subscribed', 'user'),
  row(134, 'service option temporarily out of order', 'wait'),
  row(148, 'unspecified GPRS error', 'wait'),
  row(149, 'PDP authentication failure', 'user'),
  row(258, 'phone busy', 'wait'),
];
