import type { Personality } from './personality.ts';

/** One PDP context as `AT+CGDCONT` defines it. */
export interface ContextDefinition {
  readonly type: string;
  readonly apn: string;
  readonly emergency: number;
}

/** What `AT&W` keeps (Quectel EC2x AT manual, AT&W). */
export interface Profile {
  echo: boolean;
  verbose: boolean;
  quiet: boolean;
  /** <n> by command: `+CREG`, `+CGREG`, `+CEREG`. */
  registrationModes: Map<string, number>;
  /** Values of the stored basic and extended parameters, by command name. */
  parameters: Map<string, string>;
}

/** The profile of the factory: echo on, words, every registration URC off. */
export function factoryProfile(): Profile {
  return { echo: true, verbose: true, quiet: false, registrationModes: new Map(), parameters: new Map() };
}

/** A copy that does not share anything. */
export function copyProfile(profile: Profile): Profile {
  return {
    ...profile,
    registrationModes: new Map(profile.registrationModes),
    parameters: new Map(profile.parameters),
  };
}

/** What survives a restart and a power cut: the module's non-volatile memory. */
export class Memory {
  profile: Profile = factoryProfile();
  /** Bits a second; 0 would be automatic. */
  baudRate = 115_200;
  urcPort: string;
  simStatReport = 0;
  simDetection = '1,1';
  /** Items of `AT+QCFG` by name, as they are read back. */
  readonly configuration = new Map<string, string>();
  readonly contexts = new Map<number, ContextDefinition>();
  /** Files by name; a name that begins with `RAM:` is lost at a restart. */
  readonly files = new Map<string, Uint8Array>();
  /** Values of commands that are stored at once, by command name. */
  readonly parameters = new Map<string, string>();

  constructor(personality: Personality, urcPort: string) {
    this.urcPort = urcPort;
    for (const [item, { value }] of Object.entries(personality.configuration)) this.configuration.set(item, value);
    this.contexts.set(1, { type: 'IPV4V6', apn: '', emergency: 0 });
    for (const [cid, type, apn, emergency] of personality.makersContexts) {
      this.contexts.set(cid, { type, apn, emergency });
    }
  }

  /** What a restart does to files in RAM. */
  clearRam(): void {
    for (const name of [...this.files.keys()]) if (name.startsWith('RAM:')) this.files.delete(name);
  }
}
