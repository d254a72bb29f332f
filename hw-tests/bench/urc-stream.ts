const lines = [
  '\r\n+CEREG: 1,"A1B2","01A2B3C4",7\r\n',
  '\r\n+QIURC: "recv",3\r\n',
  '\r\n+QIND: "csq",23,99\r\n',
  '\r\n+CEREG: 5,"00FF","0102030A",9,,,"00001010","00001010"\r\n',
];

/** So many URC lines as a cellular module sends them, 36 bytes long on average with their line ends. */
export function urcStream(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => lines[index % lines.length]).join(''), 'latin1');
}
