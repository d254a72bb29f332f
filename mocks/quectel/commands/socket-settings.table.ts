// Defaults: Quectel EC2x, BG95/BG77 and EC200U TCP/IP application notes, AT+QICFG.
export const socketFactorySettings: Readonly<Record<string, string>> = {
  transpktsize: '1024',
  transwaittm: '2',
  dataformat: '0,0',
  viewmode: '0',
  recvind: '0',
  'tcp/retranscfg': '12,60',
  'tcp/keepalive': '0',
  passiveclosed: '0',
  'udp/readmode': '0',
  'udp/sendmode': '0',
};

/** Those that only the Unisoc models have (Quectel EC200U and EG915U TCP/IP application note). */
export const reportingFactorySettings: Readonly<Record<string, string>> = {
  'qisend/timeout': '5',
  formatcfg: '0',
  sendinfo: '0',
  'close/mode': '0',
};

/** What may be set, where that is narrow. */
export const socketSettingRanges: Readonly<Record<string, RegExp>> = {
  transpktsize: /^\d{1,4}$/,
  transwaittm: /^(1?\d|20)$/,
  dataformat: /^[01],[01]$/,
  viewmode: /^[01]$/,
  recvind: /^[01]$/,
  passiveclosed: /^[01]$/,
  'udp/readmode': /^[01]$/,
  'qisend/timeout': /^\d{1,3}$/,
  formatcfg: /^[01]$/,
  sendinfo: /^[01]$/,
  'close/mode': /^[01]$/,
};

// Defaults: Quectel SSL application notes, AT+QSSLCFG.
export const tlsFactorySettings: Readonly<Record<string, string>> = {
  sslversion: '4',
  ciphersuite: '0XFFFF',
  cacert: '""',
  clientcert: '""',
  clientkey: '""',
  seclevel: '0',
  ignorelocaltime: '1',
  negotiatetime: '300',
  sni: '0',
  // Not in the notes: public drivers set it, on BG95, BG77 and newer EC2x and EG9x; on BG96 it is an error.
  checkhost: '0',
  closetimemode: '0',
};

export const tlsSettingRanges: Readonly<Record<string, RegExp>> = {
  sslversion: /^[0-4]$/,
  // Unquoted: a quoted suite is refused.
  ciphersuite: /^0[xX][0-9A-Fa-f]{4}$/,
  cacert: /^"[^"]*"$/,
  clientcert: /^"[^"]*"$/,
  clientkey: /^"[^"]*"$/,
  seclevel: /^[0-2]$/,
  ignorelocaltime: /^[01]$/,
  negotiatetime: /^([1-9]\d|[12]\d\d|300)$/,
  sni: /^[01]$/,
  checkhost: /^[01]$/,
};
