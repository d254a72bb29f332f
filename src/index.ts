/** The package's main entry: the connection manager, the ports, the errors. Drivers and mocks have entries of their own. */
export { type Clock, systemClock, type Timer } from './base/clock.ts';
export {
  AtlinkError,
  type AtlinkErrorCode,
  ControlError,
  DriverError,
  TransportError,
  UsageError,
} from './base/errors.ts';
export { SocketError, type SocketErrorDetails } from './base/socket-error.ts';
export { ConnectionManager } from './connection-manager.ts';
export * from './connectivity/index.ts';
export { httpAgent, httpsAgent, type OverInterface } from './socket/http-agents.ts';
export { type UndiciConnectorOptions, type UndiciTarget, undiciConnector } from './socket/undici-connector.ts';
export { Recorder, type RecorderOptions } from './trace/recorder.ts';
export type { Trace, TraceEntry, TraceHeader } from './trace/trace-entry.ts';
export { parseTrace, traceText } from './trace/trace-text.ts';
export { memoryPair } from './transport/memory-pair.ts';
export { portFromAddress } from './transport/port-address.ts';
export { type SerialOptions, serialPort } from './transport/serial-port.ts';
export { type TapObserver, tap } from './transport/tap.ts';
export { tcpPort, unixSocketPort } from './transport/tcp-port.ts';
export type { CloseReason, ControlLines, Port, Transport, TransportHandlers } from './transport/transport.ts';
