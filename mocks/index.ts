/** The package's `./mocks` entry: simulated modules, and the lines that serve them. */
export { VirtualClock } from '../src/base/virtual-clock.ts';
export type { HostLines, InProcessPortOptions } from './line/in-process-port.ts';
export { InProcessPort } from './line/in-process-port.ts';
export type { ServedPty, ServePtyOptions } from './line/serve-pty.ts';
export { servePty } from './line/serve-pty.ts';
export type { ServedSocket, ServeSocketOptions } from './line/serve-socket.ts';
export { serveSocket } from './line/serve-socket.ts';
export type { PersonalityInfo, SimulatedModuleOptions } from './personalities.ts';
export { personalities, simulatedModule } from './personalities.ts';
export type { InjectionPoint } from './quectel/interpreter.ts';
export type { Misbehaviours, NetworkOptions, QuectelOptions, SimOptions } from './quectel/options.ts';
export type { RestartOptions } from './quectel/simulated-quectel.ts';
export { SimulatedQuectel } from './quectel/simulated-quectel.ts';
export type { SimulatedModule } from './simulated-module.ts';
