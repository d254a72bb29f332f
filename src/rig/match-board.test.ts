import { expect, test } from '@jest/globals';
import type { Board } from '../../boards/board.ts';
import { boards } from '../../boards/index.ts';
import { matchBoard, matchScore } from './match-board.ts';

const kit: Board = {
  id: 'kit',
  name: 'a kit with a name of its own on a common bridge',
  kind: 'board',
  usb: [{ vendorId: '10c4', productId: 'ea60', product: /^Modem kit/ }],
  interfaces: { 0: { role: 'at', preferred: true } },
  driver: 'auto',
  certainty: 'documented',
  source: 'test',
};

test('a name counts more than ids that everybody buys, and everything named must fit', () => {
  const [match] = kit.usb;
  if (!match) throw new Error('the kit has a match');
  const cp2102 = { vendorId: '10c4', productId: 'ea60', product: 'CP2102 USB to UART', interfaceNumber: 0 };
  expect(matchScore(match, cp2102)).toBe(0);
  expect(matchScore(match, { ...cp2102, product: 'Modem kit 3' })).toBe(3);
  expect(matchBoard([...boards, kit], cp2102)).toMatchObject({
    board: { id: 'bridge-cp210x' },
    confidence: 'bridge',
    port: { role: 'uart' },
  });
  expect(matchBoard([...boards, kit], { ...cp2102, product: 'Modem kit 3' })).toMatchObject({
    board: { id: 'kit' },
    confidence: 'certain',
  });
});

test('two boards that fit equally well are no answer', () => {
  const usb = { vendorId: '10c4', productId: 'ea60', product: 'Modem kit 3' };
  expect(matchBoard([kit, { ...kit, id: 'twin' }], usb)).toBeUndefined();
  expect(matchBoard(boards, { vendorId: 'ffff', productId: '0001' })).toBeUndefined();
});
