// 3GPP TS 27.007 (V.250) +IPR, and the ESP-AT user guide, AT+UART_CUR and AT+UART_DEF.
const speed = /^AT\+(?:IPR|UART_CUR|UART_DEF)=(\d+)/i;

/** The speed that a command line of the host sets, in bits a second. */
export function toldSpeed(line: string): number | undefined {
  const [, baudRate] = speed.exec(line.trim()) ?? [];
  return baudRate === undefined ? undefined : Number(baudRate);
}
