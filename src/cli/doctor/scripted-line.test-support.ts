import type { Port, TransportHandlers } from '../../transport/transport.ts';

/** A port behind which `answer` says what comes back for what was sent. */
export function scriptedPort(answer: (sent: string) => string): Port {
  return {
    name: 'scripted',
    open: async (handlers: TransportHandlers) => {
      let isOpen = true;
      return {
        name: 'scripted',
        write: async (bytes) => {
          const said = answer(Buffer.from(bytes).toString('latin1'));
          if (said !== '') queueMicrotask(() => isOpen && handlers.onBytes(Buffer.from(said, 'latin1')));
        },
        close: async () => {
          isOpen = false;
          handlers.onClosed({ kind: 'closed' });
        },
      };
    },
  };
}

/** A module that knows these commands, says `OK` to `AT`, and `ERROR` to everything else. */
export function answering(answers: Readonly<Record<string, string>>): Port {
  return scriptedPort((sent) => {
    const line = sent.trim();
    if (line === 'AT') return '\r\nOK\r\n';
    const known = answers[line];
    return known === undefined ? '\r\nERROR\r\n' : `\r\n${known}\r\n${known.includes('ERROR') ? '' : '\r\nOK\r\n'}`;
  });
}
