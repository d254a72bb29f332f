import { describe, expect, test } from '@jest/globals';
import type { UsbMatch } from './board.ts';
import { boards } from './index.ts';

const describeMatch = ({ vendorId, productId, product, manufacturer }: UsbMatch): string =>
  [vendorId, productId, product?.source, manufacturer?.source].join(' ');

describe.each(boards.map((board) => [board.id, board] as const))('%s', (id, board) => {
  const ports = Object.entries(board.interfaces);
  const preferred = ports.filter(([, port]) => port.preferred);

  test('has a well-formed id, name and source', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(board.name).not.toBe('');
    expect(board.source).not.toBe('');
  });

  test('has well-formed USB ids, and none that every device of a maker would fit', () => {
    for (const match of board.usb) {
      expect(match.vendorId).toMatch(/^[0-9a-f]{4}$/);
      if (match.productId !== undefined) expect(match.productId).toMatch(/^[0-9a-f]{4}$/);
      expect(match.productId ?? match.product).toBeDefined();
    }
  });

  test('prints its log on a port that is for logs, where it says so', () => {
    if (board.logPort !== undefined) expect(board.interfaces[board.logPort]?.role).toBe('log');
  });

  test('prefers exactly one port that answers AT, or is a bridge that may not be probed', () => {
    if (board.kind === 'bridge') {
      expect(preferred).toEqual([]);
      expect(board.driver).toBeUndefined();
      expect(ports.every(([, port]) => port.role === 'uart')).toBe(true);
    } else {
      expect(preferred).toHaveLength(1);
      expect(['at', 'modem']).toContain(preferred[0]?.[1].role);
      expect(board.driver).toBeDefined();
    }
  });
});

test('no two boards share an id or a way to be recognised', () => {
  const ids = boards.map(({ id }) => id);
  const matches = boards.flatMap(({ usb }) => usb.map(describeMatch));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(matches).size).toBe(matches.length);
});
