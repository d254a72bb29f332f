/** The package's `./mocks` entry: simulated modules, and the lines that serve them. */
export { VirtualClock } from '../src/base/virtual-clock.ts';
export { type AccessPointOptions, SimulatedAir } from './esp-at/air.ts';
export type { EspAtOptions } from './esp-at/options.ts';
export { SimulatedEspAt } from './esp-at/simulated-esp-at.ts';
export type {
  ByteFault,
  Direction,
  EventFault,
  Fault,
  FaultKind,
  FaultLogEntry,
  FaultTrigger,
  HangEnd,
} from './faults/fault.ts';
export { FaultyModule, type FaultyModuleOptions, faultyModule } from './faults/faulty-module.ts';
export type { FaultyLine } from './faults/misfortunes.ts';
export { ShiftedClock } from './faults/shifted-clock.ts';
export type { HostLines, InProcessPortOptions } from './line/in-process-port.ts';
export { InProcessPort } from './line/in-process-port.ts';
export { type PluggedModule, PortDirectory } from './line/port-directory.ts';
export type { ReplugOptions, ServedPty, ServePtyOptions } from './line/serve-pty.ts';
export { servePty } from './line/serve-pty.ts';
export type { ServedSocket, ServeSocketOptions } from './line/serve-socket.ts';
export { serveSocket } from './line/serve-socket.ts';
export type {
  DatagramEvents,
  ListenEvents,
  NetworkAddress,
  NetworkDatagrams,
  NetworkFailure,
  NetworkServerTls,
  NetworkStream,
  NetworkTls,
  StackNetwork,
  StreamEvents,
} from './network/contract.ts';
export type { HostNetwork, HostNetworkOptions } from './network/host-network.ts';
export { hostNetwork } from './network/host-network.ts';
export type { MemoryPeer, MemoryScript, PeerEvents } from './network/memory-link.ts';
export type { DatagramScript, MemoryNetworkOptions } from './network/memory-network.ts';
export { MemoryNetwork } from './network/memory-network.ts';
export type { MemoryBehaviour, MemoryCertificate, MemoryServer, MemoryTlsServer } from './network/memory-servers.ts';
export type { HostTable } from './network/names.ts';
export type { RouteTable, RouteTarget } from './network/routes.ts';
export type { Nrf91Options } from './nrf91/options.ts';
export { SimulatedNrf91 } from './nrf91/simulated-nrf91.ts';
export type { PersonalityInfo, SimulatedModuleOptions } from './personalities.ts';
export { personalities, simulatedModule } from './personalities.ts';
export type { InjectionPoint } from './quectel/interpreter.ts';
export type { Misbehaviours, NetworkOptions, QuectelOptions, SimOptions } from './quectel/options.ts';
export type { RestartOptions } from './quectel/simulated-quectel.ts';
export { SimulatedQuectel } from './quectel/simulated-quectel.ts';
export { ReplayedModule, type ReplayMode, type ReplayOptions, type ReplayProblem } from './replay/replayed-module.ts';
export type { ReplayEntry } from './replay/trace-entry.ts';
export type { Expectation, PayloadOptions, Reply, StepOptions } from './serial/expectation.ts';
export type { Matcher } from './serial/matcher.ts';
export type { Framing } from './serial/message-input.ts';
export { MockSerialBinding, mockSerialPort, serialPortClass } from './serial/mock-serial-binding.ts';
export { type MockHostLines, MockSerialPort, type MockSerialPortOptions } from './serial/mock-serial-port.ts';
export { ScriptError } from './serial/script-error.ts';
export { type Handler, ScriptedDevice, type ScriptedDeviceOptions, scriptedDevice } from './serial/scripted-device.ts';
export type { SimulatedModule } from './simulated-module.ts';
