import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a module was last: its USB device. */
export interface Sighting {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly portPath?: string;
}

const fileName = 'modules.json';
const saltBytes = 16;
const keyDigits = 32;
const mostModules = 500;

interface Stored {
  readonly salt: string;
  readonly modules: Readonly<Record<string, Sighting>>;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 256 ? value : undefined;

function sightingFrom(value: unknown): Sighting | undefined {
  const fields = (typeof value === 'object' ? value : undefined) as Record<string, unknown> | null | undefined;
  const vendorId = textOf(fields?.vendorId);
  const productId = textOf(fields?.productId);
  if (vendorId === undefined || productId === undefined) return undefined;
  const serialNumber = textOf(fields?.serialNumber);
  const portPath = textOf(fields?.portPath);
  return { vendorId, productId, ...(serialNumber && { serialNumber }), ...(portPath && { portPath }) };
}

function storedFrom(text: string): Stored {
  const { salt, modules } = JSON.parse(text) as { salt?: unknown; modules?: unknown };
  if (typeof salt !== 'string' || typeof modules !== 'object' || modules === null) throw new Error('something else');
  const entries = Object.entries(modules).flatMap(([key, value]) => {
    const sighting = sightingFrom(value);
    return sighting === undefined ? [] : [[key, sighting] as const];
  });
  return { salt, modules: Object.fromEntries(entries.slice(-mostModules)) };
}

/**
 * Remembers at which USB device a module was seen, by its IMEI or MAC address (kept as a salted hash), so that it is
 * looked for there first. It is a hint and nothing more: a file that cannot be read or written costs a question.
 */
export class Sightings {
  readonly #directory: string | undefined;
  #stored: Stored = { salt: randomBytes(saltBytes).toString('hex'), modules: {} };

  constructor(directory: string | undefined) {
    this.#directory = directory;
  }

  of(id: string): Sighting | undefined {
    this.#load();
    return this.#stored.modules[this.#key(id)];
  }

  add(id: string, sighting: Sighting): void {
    this.#load();
    const { [this.#key(id)]: known, ...others } = this.#stored.modules;
    if (JSON.stringify(known) === JSON.stringify(sighting)) return;
    const rest = Object.entries(others).slice(1 - mostModules);
    this.#stored = { ...this.#stored, modules: { ...Object.fromEntries(rest), [this.#key(id)]: sighting } };
    this.#store();
  }

  #key(id: string): string {
    return createHash('sha256').update(`${this.#stored.salt} ${id}`).digest('hex').slice(0, keyDigits);
  }

  #load(): void {
    if (this.#directory === undefined) return;
    try {
      this.#stored = storedFrom(readFileSync(join(this.#directory, fileName), 'utf8'));
    } catch {
      // As if nothing had been seen.
    }
  }

  #store(): void {
    if (this.#directory === undefined) return;
    const path = join(this.#directory, fileName);
    const draft = `${path}.${process.pid}`;
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify(this.#stored), { mode: 0o600 });
      renameSync(draft, path);
    } catch {
      // It is kept for this run.
    }
  }
}
