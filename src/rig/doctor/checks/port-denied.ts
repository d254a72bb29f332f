import type { Check } from '../check.ts';

/** The files of a port belong to a group; who is not in it may not open it. */
export const portDenied: Check = {
  code: 'PORT_DENIED',
  title: 'no permission',
  layer: 'port',
  blocks: true,
  look: ({ port }) => {
    if (port === undefined || !port.isThere || port.access.allowed) return undefined;
    const { group } = port.access;
    if (group === undefined || group === 'root') {
      return {
        reason: `only root may open ${port.path}`,
        mend: `sudo chown root:dialout ${port.path} && sudo chmod 660 ${port.path}`,
      };
    }
    return {
      reason: `${port.path} belongs to the group ${group}, and you are not in it`,
      mend: `sudo usermod -aG ${group} $USER   (and log in again)`,
    };
  },
};
