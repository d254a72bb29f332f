/** A setting that is taken, kept and read back, and has no effect on what is played here. */
export interface Storable {
  /** What is read back before anything was set; undefined where reading is an error. */
  readonly value?: string;
  /** What may be set. */
  readonly accepts: RegExp;
  /** What the test command says behind the name. */
  readonly test: string;
  /** It is kept over a restart. */
  readonly saved?: boolean;
  readonly only?: 'lpwa' | 'lte';
}

const bit = /^[01]$/;

// Defaults and ranges: Quectel EC2x and BG95/BG96 AT manuals, 3GPP TS 27.007 and 27.005.
export const storables: Readonly<Record<string, Storable>> = {
  '+CSCS': { value: '"GSM"', accepts: /^"(GSM|IRA|UCS2)"$/, test: '("GSM","IRA","UCS2")' },
  '+CTZU': { value: '0', accepts: /^[0-3]$/, test: '(0-3)', saved: true },
  '+CTZR': { value: '0', accepts: /^[0-2]$/, test: '(0-2)', saved: true },
  '+QPSMCFG': { value: '60,4', accepts: /^\d+(,\d+)?$/, test: '(20-4294967295),(0-15)', saved: true, only: 'lpwa' },
  '+QISDE': { value: '1', accepts: bit, test: '(0,1)' },
  '+IFC': { value: '0,0', accepts: /^[02](,[02])?$/, test: '(0,2),(0,2)' },
  '+ICF': { value: '3,3', accepts: /^3(,[0-3])?$/, test: '(3),(0-3)' },
  '+CRC': { value: '0', accepts: bit, test: '(0,1)' },
  '+CR': { value: '0', accepts: bit, test: '(0,1)' },
  '+CLIP': { value: '0,1', accepts: bit, test: '(0,1)' },
  '+CLIR': { value: '0,2', accepts: /^[0-2]$/, test: '(0-2)' },
  '+COLP': { value: '0,1', accepts: bit, test: '(0,1)' },
  '+CSSN': { value: '0,0', accepts: /^[01](,[01])?$/, test: '(0,1),(0,1)' },
  '+CUSD': { value: '0', accepts: /^[0-2]$/, test: '(0-2)' },
  '+CMER': { value: '0,0,0,0,0', accepts: /^[0-9,]*$/, test: '(0-3),(0),(0),(0-2),(0,1)' },
  '+CVHU': { value: '0', accepts: bit, test: '(0,1)' },
  '+CSTA': { value: '129', accepts: /^(129|145|161)$/, test: '(129,145,161)' },
  '+CMOD': { value: '0', accepts: /^0$/, test: '(0)' },
  '+CBST': { value: '0,0,1', accepts: /^\d+(,\d+){0,2}$/, test: '(0,7,12,14),(0),(1)' },
  '+CRLP': { value: '61,61,48,6,0', accepts: /^[0-9,]*$/, test: '(0-61),(0-61),(39-255),(1-255),(0)' },
  '+CGSMS': { value: '1', accepts: /^[0-3]$/, test: '(0-3)' },
  '+CMGF': { value: '0', accepts: bit, test: '(0,1)' },
  '+CSMS': { value: '0,1,1,1', accepts: bit, test: '(0,1)' },
  '+CNMI': { value: '2,1,0,0,0', accepts: /^[0-9,]*$/, test: '(0-2),(0-3),(0,2),(0-2),(0,1)' },
  '+CSDH': { value: '0', accepts: bit, test: '(0,1)' },
  '+CSMP': { value: '17,167,0,0', accepts: /^[0-9,]*$/, test: '(0-255),(0-255),(0-255),(0-255)' },
  '+CSCB': { value: '0,"",""', accepts: /^[01](,.*)?$/, test: '(0,1)' },
  '+CSCA': { value: '"+491710760000",145', accepts: /^".*"(,\d+)?$/, test: '' },
  '+CGCLASS': { value: '"A"', accepts: /^"A"$/, test: '("A")' },
  '+CGAUTH': { value: '1,0', accepts: /^\d+,[0-3](,"[^"]*"){0,2}$/, test: '(1-16),(0-3),,', saved: true, only: 'lpwa' },
  '+CEMODE': { value: '2', accepts: /^[0-3]$/, test: '(0-3)' },
};

/** A command with many items, each named in the first argument: without a value it reads, with one it sets. */
export interface NamedStorable {
  readonly items: Readonly<Record<string, string>>;
  readonly saved?: boolean;
}

export const namedStorables: Readonly<Record<string, NamedStorable>> = {
  '+QINDCFG': {
    items: { all: '1', csq: '0', smsfull: '0', ring: '1', smsincoming: '1', act: '0', psm: '0', mode: '0' },
    saved: true,
  },
  '+QGPSCFG': {
    items: { outport: '"usbnmea"', gnssconfig: '1', autogps: '0', priority: '0', nmeasrc: '0' },
    saved: true,
  },
};
