import type { SimulatedModule, Transmit } from '../../mocks/simulated-module.ts';

/** What is exchanged for each piece, as long as Quectel's `AT+QIRD` and `AT+QISEND` make it. */
export const deskWords = {
  read: 'AT+QIRD=0,1500\r',
  header: '\r\n+QIRD: 1500\r\n',
  readEnd: '\r\n\r\nOK\r\n',
  send: 'AT+QISEND=0,1460\r',
  prompt: '\r\n> ',
  sendEnd: '\r\nSEND OK\r\n',
  longestRead: 1500,
  longestSend: 1460,
} as const;

/** What comes back for each read, in bytes. */
export const deskAnswerBytes = deskWords.header.length + deskWords.longestRead + deskWords.readEnd.length;

const answer = Buffer.from(`${deskWords.header}${'x'.repeat(deskWords.longestRead)}${deskWords.readEnd}`, 'latin1');
const prompt = Buffer.from(deskWords.prompt, 'latin1');
const sendEnd = Buffer.from(deskWords.sendEnd, 'latin1');

/**
 * No module at all, only its way to talk: gives a piece when it is asked, takes one when it has asked for it. Whoever
 * measures it sees what waiting for each answer costs, with no work on either side.
 */
export class Desk implements SimulatedModule {
  readonly personality = 'desk';
  readonly #arrived: (count: number) => void;
  #transmit: Transmit | undefined;
  #commandBytes = 0;
  #payloadBytes = 0;

  /** @param arrived told how much of a payload came */
  constructor(arrived: (count: number) => void) {
    this.#arrived = arrived;
  }

  receive(bytes: Uint8Array): void {
    if (this.#payloadBytes > 0) {
      this.#payloadBytes -= bytes.length;
      if (this.#payloadBytes === 0) this.#transmit?.(sendEnd);
      this.#arrived(bytes.length);
      return;
    }
    this.#commandBytes += bytes.length;
    if (bytes.at(-1) !== 0x0d) return;
    // The two are told apart by their lengths.
    const isSend = this.#commandBytes === deskWords.send.length;
    this.#commandBytes = 0;
    if (isSend) this.#payloadBytes = deskWords.longestSend;
    this.#transmit?.(isSend ? prompt : answer);
  }

  attach(transmit: Transmit): () => void {
    this.#transmit = transmit;
    return () => {
      this.#transmit = undefined;
    };
  }

  powerOn(): void {}
  powerOff(): void {}
  close(): void {}
}
