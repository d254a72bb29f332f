import type { Binding, BindingChange } from './binding.ts';
import type { Technology } from './interface.ts';
import type { LineAccess } from './line-access.ts';
import type { SocketProvider } from './socket-provider.ts';

/**
 * What an implementation does for a binding. Every callback returns at once; what takes time goes on by itself and is
 * reported through the binding. An error is thrown, and reaches the caller of the control API unchanged.
 */
export interface ConnectivityApi<Context> {
  /** Called once a binding, before any other callback. Leaves the interface dormant, carrier-off, or both (G5). */
  init?(binding: Binding<Context>): void;
  /** Begins a connection attempt; with one in progress, or connected, does nothing. */
  connect?(binding: Binding<Context>): void;
  /** Leaves the network, or ends the attempt in progress. */
  disconnect?(binding: Binding<Context>): void;
  /**
   * Sets an option of the implementation's own.
   * @throws ControlError `ENOPROTOOPT` unknown name, `EINVAL` missing or impossible value, `ENOBUFS` too long
   */
  setOption?(binding: Binding<Context>, name: string, value: unknown): void;
  /** @throws ControlError `ENOPROTOOPT` unknown name */
  getOption?(binding: Binding<Context>, name: string): unknown;
  /** The names that `setOption` knows, for messages and for completion. */
  optionNames?(binding: Binding<Context>): readonly string[];
  /** A setting of the binding was changed: a running attempt may have to take note. */
  changed?(binding: Binding<Context>, what: BindingChange): void;
  /**
   * The sockets that go through this interface: the same object for as long as the binding lives, whatever becomes of
   * the module. Left out by an implementation that has none.
   */
  sockets?(binding: Binding<Context>): SocketProvider;
  /** The module's command line, for direct use. Left out by an implementation that has none. */
  line?(binding: Binding<Context>): LineAccess;
  /** The binding ends: release everything it holds. */
  close?(binding: Binding<Context>): Promise<void>;
}

/**
 * One object for a technology, shared by all interfaces of that technology. All that it must remember of an interface
 * is in the context of that interface's binding.
 *
 * @typeParam Context what is remembered for each binding
 * @typeParam Setup what is given when an interface is bound: which port, which options
 */
export interface ConnectivityImplementation<Context = unknown, Setup = void> {
  readonly name: string;
  readonly technology: Technology;
  /** Makes the context of a new binding. It must not start anything: that is what `init` is for. */
  createContext(setup: Setup): Context;
  /** Without it the implementation counts as absent, and an interface bound to it as not bound. */
  readonly api?: ConnectivityApi<Context>;
}
