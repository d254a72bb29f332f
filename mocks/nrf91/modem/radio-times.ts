/** When things happen on the air, in milliseconds (measured by Nordic's customers on LTE-M, and on NB-IoT). */
export const radioTimes = {
  /** From `AT+CFUN=1` to the first word about the search, at least this long after the card was read. */
  firstMs: 1130,
  cardToFirstMs: 730,
  /** From `AT+CFUN=1` to the word about a restriction after too many resets. */
  resetLoopMs: 100,
  /** From the first word to the connection with the cell, and to the answer of the network. */
  lteM: { connectMs: 460, registerMs: 2730 },
  nbIot: { connectMs: 77_000, registerMs: 78_870 },
  /** Without stored cells, where that is known to be slow. */
  coldSearchMs: 150_000,
  /** A search that found nothing says so after this long, and its next rounds. */
  emptySearchMs: 30_000,
  searchRoundMs: 90_000,
  /** A cell that came back is found after this long. */
  foundAgainMs: 2000,
  /** The link is given up this long after the last cell vanished, the search this much later. */
  lossNoticedMs: 4000,
  unknownMs: 60_000,
  /** The connection with the cell ends when nothing was sent for this long. */
  inactivityMs: 10_000,
  /** The network's time comes right behind the registration. */
  timeMs: 20,
  /** The modem attaches again by itself when it lost its default connection. */
  attachAgainMs: 2300,
} as const;
