import { expect, test } from '@jest/globals';
import { type ResettableUsbDevice, resetUsbDevice } from './usb-reset.ts';

const identity = { vendorId: '2c7c', productId: '0125', portPath: '1-1.4' };

/** Devices of the `usb` package, played; what was done to them is written down. */
function bus(more: Partial<ResettableUsbDevice> = {}) {
  const done: string[] = [];
  const device = (ports: readonly number[], own: Partial<ResettableUsbDevice> = {}): ResettableUsbDevice => ({
    vendorId: 0x2c7c,
    productId: 0x0125,
    bus: '001',
    ports,
    open: async () => void done.push(`open ${ports}`),
    reset: async () => void done.push(`reset ${ports}`),
    close: async () => void done.push(`close ${ports}`),
    ...own,
  });
  return { done, ask: async () => [device([1, 3]), device([1, 4], more)] };
}

const fails = (text: string) => () => Promise.reject(new Error(text));

test('the device in that very socket is reset, and closed again', async () => {
  const { ask, done } = bus();
  await resetUsbDevice(identity, ask);
  expect(done).toEqual(['open 1,4', 'reset 1,4', 'close 1,4']);
});

test('one that is not there is named', async () => {
  await expect(resetUsbDevice({ ...identity, portPath: '2-1' }, bus().ask)).rejects.toMatchObject({
    code: 'PORT_MISSING',
    message: 'no USB device 2c7c:0125 is in 2-1',
  });
});

test('one that went away meanwhile is missing', async () => {
  const { ask } = bus({ open: fails('failed to open device: no such device (errno 19)') });
  await expect(resetUsbDevice(identity, ask)).rejects.toMatchObject({ code: 'PORT_MISSING', where: '1-1.4' });
});

test('one that comes back as another device was reset', async () => {
  const { ask, done } = bus({ reset: fails('device disconnected'), close: fails('device disconnected') });
  await resetUsbDevice(identity, ask);
  expect(done).toEqual(['open 1,4']);
});

test('one that may not be touched: the rule that allows it', async () => {
  const { ask } = bus({ open: fails('failed to open device: permission denied (errno 13)') });
  await expect(resetUsbDevice(identity, ask)).rejects.toMatchObject({
    code: 'PORT_DENIED',
    hint: expect.stringContaining('SUBSYSTEM=="usb", ATTR{idVendor}=="2c7c", ATTR{idProduct}=="0125"'),
  });
});

test('a reset that fails gives the device back; a machine without USB says so', async () => {
  const { ask, done } = bus({ reset: fails('hardware fault') });
  await expect(resetUsbDevice(identity, ask)).rejects.toMatchObject({ code: 'PORT_FAILED' });
  expect(done).toEqual(['open 1,4', 'close 1,4']);
  await expect(resetUsbDevice(identity, fails('timeout'))).rejects.toThrow('cannot be reset: timeout');
});
