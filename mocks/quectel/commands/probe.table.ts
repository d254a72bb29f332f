/** The forms of a command whose answers never change. */
export interface Probe {
  readonly run?: string;
  readonly read?: string;
  readonly test?: string;
  /** The set form is taken and changes nothing. */
  readonly accepts?: boolean;
  /** What the set form answers, when it says something. */
  readonly set?: string;
  readonly only?: 'lpwa' | 'lte';
}

// What hosts ask before they trust a modem. Answers: Quectel EC2x AT manual, 3GPP TS 27.007 and 27.005, ITU-T V.250.
export const probes: Readonly<Record<string, Probe>> = {
  '+WS46': { test: '+WS46: (12,22,25,28,29)', read: '+WS46: 25', accepts: true, only: 'lte' },
  '+FCLASS': { test: '0', read: '0', accepts: true, only: 'lte' },
  '+DS': { test: '+DS: (0),(0),(512-2048),(6)', read: '+DS: 0,0,2048,6', only: 'lte' },
  '+DR': { test: '+DR: (0,1)', read: '+DR: 0', accepts: true },
  '+ILRR': { test: '+ILRR: (0,1)', read: '+ILRR: 0', accepts: true },
  '+CPMS': {
    test: '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")',
    read: '+CPMS: "ME",0,23,"ME",0,23,"ME",0,23',
    set: '+CPMS: 0,23,0,23,0,23',
  },
  '+CMGL': { run: '', test: '+CMGL: (0-4)', accepts: true },
  '+CMGD': { test: '+CMGD: (),(0-4)', accepts: true },
  '+CPBS': { test: '+CPBS: ("SM","DC","ON","ME","MC","RC","FD")', read: '+CPBS: "SM",0,250', accepts: true },
  '+CPBR': { test: '+CPBR: (1-250),40,14' },
  '+CLCC': { run: '' },
  '+CPLS': { test: '+CPLS: (0-2)', read: '+CPLS: 0', accepts: true, only: 'lte' },
  '+CPOL': { read: '', only: 'lte' },
  '+CSIM': { test: '' },
  '+CNMA': { test: '+CNMA: (0-2)', only: 'lte' },
  '+CSAS': { run: '' },
  '+CRES': { run: '' },
  '+CHUP': { run: '' },
  '+CGDATA': { test: '+CGDATA: ("PPP")' },
  '+CGQREQ': { read: '', only: 'lte' },
  '+CGQMIN': { read: '', only: 'lte' },
  '+CGEQREQ': { read: '', only: 'lte' },
  '+CUAD': { run: '' },
  '+QNETDEVSTATUS': { read: '+QNETDEVSTATUS: 0', only: 'lte' },
  '+QDSIM': { read: '+QDSIM: 0', accepts: true, only: 'lte' },
  '+QUIMSLOT': { read: '+QUIMSLOT: 1', accepts: true },
};
