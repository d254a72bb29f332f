import { messageOf } from '../../base/errors.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';

/** The part of a binding's context that writes certificates, where the sockets cannot. */
interface Module {
  run(text: string): Promise<readonly string[]>;
  perform<Result>(work: never): Promise<Result>;
}

/** The authority in the module's own store, and the way to get it out again. */
export interface StoredAuthority {
  /** What has to be said about it. */
  readonly notice?: string;
  /** Called when the interface has been disconnected. @throws what the module answers */
  remove(): Promise<void>;
}

/**
 * What a driver is told so that the module itself is seen: that of Quectel connects to nobody where the firmware compares
 * no names, unless it may.
 */
export const optionsOfCheck = ({ name }: Driver): Readonly<Record<string, string>> =>
  name === 'quectel' ? { tlsNames: 'unverified' } : {};

const nothing: StoredAuthority = { remove: async () => undefined };

/**
 * Gives the module the authority, where that has to be done before it connects: an nRF91 writes credentials only while its
 * modem is off. The other families are given it with each connection.
 * @param module the context of the binding; the module is ready, and not connected
 */
export async function storeAuthority({ name }: Driver, module: unknown, authority: string): Promise<StoredAuthority> {
  if (name !== 'nrf91') return name === 'quectel' ? quectelFiles(module as Module) : nothing;
  const { credentials } = await import('../../../drivers/index.ts');
  const modem = module as Module;
  const store = credentials(modem as Parameters<typeof credentials>[0]);
  await modem.run('AT+CFUN=4');
  const tag = await store.store({ ca: authority });
  return {
    notice: `the authority of the check is in the modem under tag ${tag} until the check is over`,
    remove: async () => {
      await modem.run('AT+CFUN=4');
      await store.delete(tag, 'root-ca');
    },
  };
}

/** The driver leaves certificates in the module's files, for the next time; this one is of no use a second time. */
async function quectelFiles(module: Module): Promise<StoredAuthority> {
  const files = async (): Promise<readonly string[]> => {
    const lines = await module.run('AT+QFLST="*"').catch((): readonly string[] => []);
    return lines.flatMap((line) => /"(?:UFS:)?(al[0-9a-f]{16}\.pem)"/.exec(line)?.[1] ?? []);
  };
  const before = new Set(await files());
  return {
    remove: async () => {
      for (const name of await files()) if (!before.has(name)) await module.run(`AT+QFDEL="${name}"`);
    },
  };
}

/** What is said when something of the check was left in the module. */
export const leftBehind = (thrown: unknown): string =>
  `the certificate of the check could not be removed from the module: ${messageOf(thrown)}`;
