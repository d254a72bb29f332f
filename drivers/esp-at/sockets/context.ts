import type { ModuleLine, ReadyModule } from '../../../src/driver/index.ts';
import type { EspDialect } from '../dialects.table.ts';
import type { EspOptions } from '../options.ts';
import { Links } from './links.ts';
import { OpenLinks } from './open-links.ts';
import { ReceiveModes } from './receive-modes.ts';
import { WaitingBytes } from './waiting-bytes.ts';

/** What the sockets of one module share, for as long as it is ready. */
export interface SocketContext {
  readonly module: ReadyModule<EspOptions, EspDialect>;
  readonly line: ModuleLine;
  readonly dialect: EspDialect;
  readonly life: AbortSignal;
  readonly links: Links;
  readonly openLinks: OpenLinks;
  readonly waiting: WaitingBytes;
  readonly modes: ReceiveModes;
}

export function socketContext(module: ReadyModule<EspOptions, EspDialect>, life: AbortSignal): SocketContext {
  const { dialect, line } = module;
  return {
    module,
    line,
    dialect,
    life,
    links: new Links(line),
    openLinks: new OpenLinks(line, dialect),
    waiting: new WaitingBytes(line),
    modes: new ReceiveModes(line, dialect),
  };
}
