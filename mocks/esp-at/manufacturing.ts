import { UsageError } from '../../src/base/errors.ts';

/** A value of the manufacturing partition; numbers are kept as they were written. */
export interface ManufacturingValue {
  /** 1 to 6 are kinds of numbers, 7 a text, 8 bytes (ESP-AT user guide, AT+SYSMFG). */
  readonly type: number;
  readonly value: Buffer;
}

const certificateSpaces = ['client_cert', 'client_key', 'client_ca', 'server_cert', 'server_key', 'server_ca'];
const spaces = ['factory_param', ...certificateSpaces, 'mqtt_cert', 'mqtt_key', 'mqtt_ca'];
const bytesType = 8;
const mostKeys = 64;

/** The `mfg_nvs` partition: values by namespace and key, as `AT+SYSMFG` shows them. */
export class Manufacturing {
  readonly #values = new Map<string, Map<string, ManufacturingValue>>(spaces.map((space) => [space, new Map()]));

  /** @throws UsageError for a key that is not one of a certificate */
  constructor(burnt: Readonly<Record<string, string>>) {
    for (const [key, text] of Object.entries(burnt)) {
      const space = /^(\w+)\.\d+$/.exec(key)?.[1] ?? '';
      if (!certificateSpaces.includes(space)) {
        throw new UsageError(`${JSON.stringify(key)} names no certificate of the module`, {
          hint: 'Write client_ca.0, client_cert.0, client_key.0, server_cert.0 and so on.',
        });
      }
      this.write(space, key, { type: bytesType, value: Buffer.from(text) });
    }
  }

  get spaces(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** The keys of a namespace; undefined when there is no such namespace. */
  keys(space: string): readonly (readonly [key: string, value: ManufacturingValue])[] | undefined {
    const values = this.#values.get(space);
    return values === undefined ? undefined : [...values];
  }

  read(space: string, key: string): ManufacturingValue | undefined {
    return this.#values.get(space)?.get(key);
  }

  /** The text of a certificate or a key: number `index` of `client_ca` and so on. */
  certificate(space: string, index: number): string | undefined {
    return this.read(space, `${space}.${index}`)?.value.toString('utf8').replace(/\0+$/, '');
  }

  /** False when there is no room. */
  write(space: string, key: string, value: ManufacturingValue): boolean {
    const values = this.#values.get(space) ?? new Map<string, ManufacturingValue>();
    if (!values.has(key) && values.size >= mostKeys) return false;
    if (!this.#values.has(space) && this.#values.size >= mostKeys) return false;
    this.#values.set(space, values);
    values.set(key, value);
    return true;
  }

  /** Erases one value, or all of a namespace; false when there is no such namespace. */
  erase(space: string, key: string | undefined): boolean {
    const values = this.#values.get(space);
    if (values === undefined) return false;
    if (key === undefined) values.clear();
    else values.delete(key);
    return true;
  }
}
