/** The AT vocabulary: commands and URCs as values, and the channel that runs them. */
export { AtError, type EquipmentErrorClass } from './at-error.ts';
export { AtChannel } from './channel.ts';
export type { AtChannelOptions, RunOptions } from './channel-options.ts';
export { type Answer, type Command, command, order, ping } from './command.ts';
export {
  type Argument,
  attention,
  basic,
  type CommandLine,
  concatenate,
  escaped,
  exec,
  pem,
  read,
  secret,
  set,
  test,
  token,
} from './command-line.ts';
export type {
  DataMode,
  DataModeEnd,
  DataModeEscape,
  DataModeHandlers,
  DataModeMark,
  DataModeRequest,
} from './data-mode.ts';
export type { BlockRule, Frame } from './frame.ts';
export { Framer } from './framer.ts';
export { decodeText, Params } from './params.ts';
export { payloadInTime } from './payload-in-time.ts';
export { rawCommand } from './raw-command.ts';
export type { LineObserver } from './transcript.ts';
export { fixedUrc, patternUrc, type Urc, type UrcHandler, urc } from './urc.ts';
