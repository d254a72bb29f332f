import type { ModuleLine, ReadyModule } from '../../../src/driver/index.ts';
import type { EspDialect } from '../dialects.table.ts';
import type { EspOptions } from '../options.ts';
import { Links } from './links.ts';
import { ReceiveModes } from './receive-modes.ts';
import { WaitingBytes } from './waiting-bytes.ts';

/** What the sockets of one module share, for as long as it is ready. */
export interface SocketContext {
  readonly module: ReadyModule<EspOptions, EspDialect>;
  readonly line: ModuleLine;
  readonly dialect: EspDialect;
  readonly life: AbortSignal;
  readonly links: Links;
  readonly waiting: WaitingBytes;
  readonly modes: ReceiveModes;
  /** In bytes. */
  readonly longestSend: number;
}

/** The longest piece that an ESP8266 sends, whatever its firmware. */
const esp8266Send = 2048;

export function socketContext(module: ReadyModule<EspOptions, EspDialect>, life: AbortSignal): SocketContext {
  const { dialect, identity, line } = module;
  const isEsp8266 = identity.model?.startsWith('ESP8266') === true;
  return {
    module,
    line,
    dialect,
    life,
    links: new Links(line),
    waiting: new WaitingBytes(line),
    modes: new ReceiveModes(line, dialect),
    longestSend: isEsp8266 ? Math.min(esp8266Send, dialect.longestSend) : dialect.longestSend,
  };
}
