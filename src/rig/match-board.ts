import type { Board, BoardPort, UsbMatch } from '../../boards/board.ts';
import type { UsbIdentity } from './listed-port.ts';

/**
 * How sure a match is. `certain`: ids and names fit; `likely`: the ids fit and belong to the maker of the module;
 * `bridge`: only the USB-to-UART chip is known, not what is behind it.
 */
export type Confidence = 'certain' | 'likely' | 'bridge';

export interface BoardMatch {
  readonly board: Board;
  readonly confidence: Confidence;
  /** What the asked interface is for; left out where the board does not say. */
  readonly port?: BoardPort;
}

type Names = Pick<UsbIdentity, 'vendorId' | 'productId' | 'product' | 'manufacturer' | 'interfaceNumber'>;

// A name tells more than a number that everybody buys: 10c4:ea60 is on half of all boards.
const points = { productId: 1, product: 2, manufacturer: 1 };

/** How well `usb` fits: 0 for not at all. Everything that the match names must fit. */
export function matchScore(match: UsbMatch, usb: Names): number {
  if (match.vendorId !== usb.vendorId) return 0;
  if (match.productId !== undefined && match.productId !== usb.productId) return 0;
  if (match.product && !match.product.test(usb.product ?? '')) return 0;
  if (match.manufacturer && !match.manufacturer.test(usb.manufacturer ?? '')) return 0;
  return (
    (match.productId === undefined ? 0 : points.productId) +
    (match.product ? points.product : 0) +
    (match.manufacturer ? points.manufacturer : 0)
  );
}

function confidenceOf(board: Board, score: number): Confidence {
  if (board.kind === 'bridge') return 'bridge';
  return score > points.productId && board.certainty === 'documented' ? 'certain' : 'likely';
}

interface Ranked {
  readonly match: BoardMatch;
  readonly total: number;
}

function ranked(board: Board, usb: Names): Ranked | undefined {
  const score = Math.max(0, ...board.usb.map((match) => matchScore(match, usb)));
  if (score === 0) return undefined;
  const port = usb.interfaceNumber === undefined ? undefined : board.interfaces[usb.interfaceNumber];
  const match = { board, confidence: confidenceOf(board, score), ...(port ? { port } : {}) };
  // Less than a point, so that knowing the interface, and then whose board it is, decides between equals alone.
  return { match, total: score + (port ? 0.5 : 0) + (board.own === true ? 0.25 : 0) };
}

/**
 * The board that fits best, or `undefined` where none does, or two fit equally well. A board that knows the asked
 * interface wins over one that does not.
 */
export function matchBoard(boards: readonly Board[], usb: Names): BoardMatch | undefined {
  const fitting = boards.flatMap((board) => ranked(board, usb) ?? []).sort((a, b) => b.total - a.total);
  const [first, second] = fitting;
  return first && first.total !== second?.total ? first.match : undefined;
}
