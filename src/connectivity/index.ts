/** Interfaces, implementations and the manager that joins them: the door for everything outside this folder. */
export { type AddressFamily, type IpAddress, ipAddress } from './address.ts';
export * from './attempt.ts';
export { type AttemptFailure, type AttemptHost, AttemptRunner, type AttemptRunnerOptions } from './attempt-runner.ts';
export type { AutomationOptions } from './automations.ts';
export { type Binding, type BindingChange, type BindingFlag, bindingFlags } from './binding.ts';
export { type Cause, calledBy } from './cause.ts';
export {
  type BindSetup,
  type BulkOptions,
  ConnectionManager,
  type ConnectionManagerOptions,
} from './connection-manager.ts';
export type {
  ConnectivityEvent,
  EventPayloads,
  EventType,
  Fact,
  ModuleIdentity,
  ModuleState,
} from './events.ts';
export type { ConnectivityApi, ConnectivityImplementation } from './implementation.ts';
export type { NetworkInterface, OperationalState, Technology } from './interface.ts';
export type { InterfaceOptions } from './interface-table.ts';
export type {
  AtFunction,
  AtOptions,
  ExclusiveOptions,
  ExclusiveWork,
  LineAccess,
  ObservedLine,
} from './line-access.ts';
export type { OnlineCheckOptions, OnlineProbe, OnlineQuestion, OnlineState, ProbeLimits } from './online-check.ts';
export { judgeAnswer, type OnlineVerdict, type ProbeAnswer } from './online-verdict.ts';
export { ImplementationRegistry } from './registry.ts';
export { NO_TIMEOUT } from './settings.ts';
export type { OpenedSockets, SocketHost, SocketLayer } from './socket-layer.ts';
export type * from './socket-provider.ts';
export type * from './socket-types.ts';
export { detailOf, type TimelineEntry } from './timeline.ts';
