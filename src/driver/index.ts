/** The driver kit: the only door for what lives under drivers/. */
export type { Clock, Timer } from '../base/clock.ts';
export { DriverError, messageOf, type SocketErrorCode } from '../base/errors.ts';
export { SocketError, type SocketErrorDetails } from '../base/socket-error.ts';
export type {
  AttemptFailure,
  Cause,
  Datagram,
  DatagramRequest,
  DatagramSocket,
  Fact,
  ListeningSocket,
  ListenRequest,
  ModuleIdentity,
  ModuleTls,
  PingReply,
  PingRequest,
  SocketAddress,
  SocketFamily,
  SocketLimits,
  SocketProvider,
  StreamRequest,
  StreamSocket,
  TlsVersion,
} from '../connectivity/index.ts';
export { type EmmCauseClass, emmCauseClass, emmCauses, esmCauses } from './cellular/emm-causes.table.ts';
export {
  activeTimeBits,
  activeTimeSeconds,
  edrxBits,
  longestEdrxS,
  periodicTauBits,
  periodicTauSeconds,
} from './cellular/power-saving.ts';
export * from './cellular/registration.ts';
export * from './cellular/sim.ts';
export {
  type BootSigns,
  type DriverDefinition,
  defineDriver,
  type LinkReports,
  type ModuleLink,
  type ReadyModule,
  type StartupStep,
} from './define-driver.ts';
export { connectivityOf, type ModuleImplementation } from './implementation.ts';
export type { LineSetUp } from './line-set-up.ts';
export { Module } from './module.ts';
export type { ModuleLine } from './module-line.ts';
export type { ModuleSetup } from './module-setup.ts';
export { oneLook } from './one-look.ts';
export {
  choiceOption,
  digitsOption,
  type OptionDefinition,
  OptionRefusal,
  type OptionTable,
  textOption,
} from './options.ts';
export { quirksOf } from './quirks/apply-quirks.ts';
export { checkQuirks, type QuirkBooks, type QuirkProblem, readQuirks } from './quirks/check-quirks.ts';
export type {
  AnyQuirkBook,
  AppliedQuirk,
  DocumentedQuirk,
  Proof,
  QuirkBook,
  QuirkRule,
  UserQuirk,
} from './quirks/quirk.ts';
export { choiceField, flagField, numberField, type QuirkField, type QuirkFields } from './quirks/quirk-field.ts';
export type { FirmwareRange, Revision } from './quirks/revision.ts';
export type { FamilyRecovery, RescueHooks } from './recovery/family-recovery.ts';
export { type NumberLease, NumberPool } from './sockets/number-pool.ts';
export { PassiveReceiver, type PassiveReceiverOptions } from './sockets/passive-receiver.ts';
export { type PromisedBytes, promisedBytes } from './sockets/promised-bytes.ts';
export { runStartup } from './startup.ts';
export { defaultStateDirectory } from './state-directory.ts';
export type { WakingAnswer, WakingLine } from './waking.ts';
export type { AccessPoint, WifiSecurity } from './wifi/access-point.ts';
export type { Wiring } from './wiring.ts';
