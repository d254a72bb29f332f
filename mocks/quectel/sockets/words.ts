/** How the firmware calls the same things of plain sockets and of TLS. */
export interface SocketWords {
  readonly urc: string;
  readonly opened: string;
  readonly received: string;
  readonly state: string;
}

export const plainWords: SocketWords = {
  urc: '+QIURC',
  opened: '+QIOPEN',
  received: '+QIRD',
  state: '+QISTATE',
};

export const tlsWords: SocketWords = {
  urc: '+QSSLURC',
  opened: '+QSSLOPEN',
  received: '+QSSLRECV',
  state: '+QSSLSTATE',
};
