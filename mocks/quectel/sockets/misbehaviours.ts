/** Faults of sockets, each off unless the personality or the caller switches it on. */
export interface SocketMisbehaviours {
  /** `AT+QISTATE` calls a connected client 3, listening, as seen on BG96. */
  readonly stateThreeWhenConnected?: boolean;
  /** `AT+QICFG="recvind",1` is taken, and the URC says no length all the same. */
  readonly recvWithoutLength?: boolean;
  /** Every so many-th URC about received data is not said. */
  readonly lostRecvUrc?: number;
  /** `AT+QIRD=<id>,<n>` returns up to 1500 bytes whatever <n> is. */
  readonly readReturnsMoreThanWanted?: boolean;
  /** `AT+QICLOSE` takes nine seconds, or as long as its argument allows, whatever the peer does. */
  readonly slowClose?: boolean;
  /** Sockets with these ids are open already, with old data in them, when the module has registered. */
  readonly staleSockets?: readonly number[];
  /** The LF behind the CR of `AT+QISEND` is taken for the first byte of the payload. */
  readonly lineFeedIsPayload?: boolean;
  /** A failed open frees its id at once, as newer firmware does. */
  readonly failedOpenFreesId?: boolean;
  /** `AT+QSSLRECV=<id>,0` shows three counters; else it is an error on LPWA models, and shown on the others. */
  readonly tlsCounters?: boolean;
  /** `AT+QSSLCFG="checkhost"` is an error: no name in a certificate is ever compared. */
  readonly noNameCheck?: boolean;
  /** `+QSSLOPEN: <id>,-1` whatever the reason. */
  readonly tlsOpenMinusOne?: boolean;
  /** `ATD*99***<cid>#` answers `NO CARRIER`, while `ATD*99#` works. */
  readonly dialWithCidFails?: boolean;
}
