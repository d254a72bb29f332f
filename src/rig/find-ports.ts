import { listLinuxPorts } from './linux-ports.ts';
import type { ListedPort } from './listed-port.ts';
import { listOtherPorts } from './other-ports.ts';

/** The serial ports of this machine, by whatever way its platform has. Nothing is opened. */
export async function findPorts(platform: NodeJS.Platform = process.platform): Promise<ListedPort[]> {
  return platform === 'linux' || platform === 'android' ? listLinuxPorts() : await listOtherPorts();
}
