/** `rst cause` of the ESP8266's boot loader. ESP8266 Technical Reference, boot log. */
export const resetCauses: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'power on',
  2: 'reset pin or software',
  3: 'software watchdog',
  4: 'hardware watchdog',
};

/** Reasons of a disconnect: those of IEEE 802.11 (9.4.1.7) below 200, Espressif's own (wifi_err_reason_t) above. */
export const disconnectReasons: ReadonlyMap<number, string> = new Map([
  [1, 'unspecified'],
  [2, 'the authentication expired'],
  [3, 'the access point is leaving'],
  [4, 'inactivity'],
  [5, 'the access point takes no more stations'],
  [6, 'not authenticated'],
  [7, 'not associated'],
  [8, 'left by itself'],
  [15, 'the 4-way handshake timed out: often a wrong passphrase'],
  [200, 'no beacon any more'],
  [201, 'no such access point'],
  [202, 'the authentication failed: often a wrong passphrase'],
  [203, 'the association failed'],
  [204, 'the handshake timed out: often a wrong passphrase'],
  [205, 'the connection failed'],
]);

/** `+CWJAP:<n>`, ESP-AT User Guide. A hint: a wrong passphrase is reported as 1 or 4 as often as not. */
export const joinCodes: ReadonlyMap<number, string> = new Map([
  [1, 'timeout'],
  [2, 'wrong passphrase'],
  [3, 'no such access point'],
  [4, 'the connection failed'],
]);
