import { messageOf } from '../../base/errors.ts';
import { type ReplyCode, replies } from './socks5-messages.ts';

const socksCodes: Readonly<Record<string, ReplyCode>> = {
  ECONNREFUSED: replies.connectionRefused,
  ECONNRESET: replies.connectionRefused,
  EHOSTUNREACH: replies.hostUnreachable,
  ENOTFOUND: replies.hostUnreachable,
  ENETDOWN: replies.networkUnreachable,
  ENETUNREACH: replies.networkUnreachable,
  ETIMEDOUT: replies.timeToLiveExpired,
  EAFNOSUPPORT: replies.addressTypeNotSupported,
  EADDRNOTAVAIL: replies.addressTypeNotSupported,
};

export const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

/** Why a connection did not come about, as SOCKS has words for it. */
export function socksReplyFor(thrown: unknown): ReplyCode {
  return socksCodes[codeOf(thrown)] ?? replies.generalFailure;
}

/** The status that HTTP has for it: 504 for what took too long, 503 where no socket was free, 502 for the rest. */
export function httpStatusFor(thrown: unknown): 502 | 503 | 504 {
  const code = codeOf(thrown);
  if (code === 'ETIMEDOUT') return 504;
  return code === 'EMFILE' ? 503 : 502;
}

/** One line of text for who reads the answer. */
export const lineFor = (thrown: unknown): string => messageOf(thrown).replaceAll(/[\p{Cc}\s]+/gu, ' ');
