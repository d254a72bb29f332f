import type { Check } from '../check.ts';

export const portMissing: Check = {
  code: 'PORT_MISSING',
  title: 'the port is not there',
  layer: 'port',
  blocks: true,
  look: ({ port }) =>
    port === undefined || port.isThere
      ? undefined
      : {
          reason: `${port.path} is not there: the module is unplugged, without power, or came back under another name`,
          mend: 'atlink devices',
        },
};
