import { z } from 'zod';

/**
 * The shape of `atlink.yaml`. Descriptions are what an editor shows; what one field says of another is checked in
 * checks.ts, where all of the file is known.
 */

const digits = (what: string) => z.union([z.string(), z.number().int()]).transform(String).describe(what);

/** The check digit of an IMEI (3GPP TS 23.003, annex B: Luhn). */
export function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const mac = /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/;
const usbPort = /^\d+-\d+(\.\d+)*$/;
const interfaceName = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u;

/** How a module is found. Everything that is given has to fit; one is enough. */
const moduleSchema = z
  .strictObject({
    imei: digits('the IMEI of a cellular module: 15 digits')
      .refine(isImei, 'an IMEI is 15 digits, and its last digit checks the others; this one does not fit')
      .optional(),
    mac: z
      .string()
      .regex(mac, 'a MAC address looks like 24:6f:28:aa:bb:cc')
      .describe('the MAC address of the station of a Wi-Fi module')
      .optional(),
    usbSerial: digits('the serial number that the USB device gives').optional(),
    usbPort: z
      .string()
      .regex(usbPort, 'a USB port is written as bus and ports: 1-1.4')
      .describe('the socket it is plugged into, as bus and ports: 1-1.4')
      .optional(),
    path: z.string().min(1).describe('the port itself: /dev/ttyUSB2, COM3, tcp:HOST:PORT, unix:PATH').optional(),
    board: z.string().min(1).describe('the board it is on, by its name in the list of boards').optional(),
    simulate: z.string().min(1).describe('a simulated module, played by the same process: quectel-bg95').optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    message: 'nothing says which module it is: give imei, mac, usbSerial, usbPort, path or simulate',
  });

const valueMessage = 'a value is a text, a number, { env: VARIABLE } or { file: PATH }';

/** The value of an option: as it is, or where it stands. */
const optionSchema = z.union(
  [
    z.string(),
    z.number(),
    z.boolean(),
    z.strictObject({ env: z.string().min(1) }).describe('its value is in this variable of the environment'),
    z.strictObject({ file: z.string().min(1) }).describe('its value is the content of this file'),
  ],
  { error: valueMessage },
);

const command = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: 'a command is a text for the shell, or a list of a program and its arguments',
  })
  .describe('run by the shell when it is a text, directly when it is a list');

/** What can cut and give the power of a module. */
const powerSchema = z
  .strictObject({
    cycle: command.optional().describe('takes the power away and gives it back'),
    off: command.optional(),
    on: command.optional(),
    timeout: z.number().positive().max(600).describe('the longest that a command may take, in seconds').default(60),
  })
  .refine(({ cycle, off, on }) => (cycle === undefined ? off !== undefined && on !== undefined : true), {
    message: 'power needs cycle, or off and on',
  });

/** Where the board prints its log: a port by its path, or that port of the same USB device. */
const logPortSchema = z
  .union([z.string().min(1), z.strictObject({ role: z.literal('log') })], {
    error: 'a log port is a path, or { role: log } for the one of the same USB device',
  })
  .describe('where the board prints its log; it is only read');

const seconds = z.number().nonnegative();

const interfaceSchema = z.strictObject({
  module: moduleSchema,
  driver: z.string().min(1).describe('quectel, nrf91, esp-at, or auto: the module is asked').default('auto'),
  baudRate: z.number().int().positive().max(4_000_000).describe('of the serial line; 115200 unless given').optional(),
  options: z.record(z.string(), optionSchema).describe('options of the driver: apn, pin, ssid, ...').default({}),
  connect: z.boolean().describe('connect it as soon as the program runs').default(true),
  timeout: seconds.describe('a connection attempt ends after this many seconds; 0: never').default(0),
  idleTimeout: seconds.describe('it is disconnected after this many seconds without use; 0: never').default(0),
  persistent: z.boolean().describe('connect again after a loss').default(true),
  autoConnect: z.boolean().describe('taking it up connects it').default(true),
  autoDown: z.boolean().describe('giving up takes it down').default(true),
  logPort: logPortSchema.optional(),
  wiring: z.enum(['none', 'esp-auto-reset']).describe('what DTR and RTS do on this board').optional(),
  power: powerSchema.describe('commands of the rig that cut the power of this module').optional(),
  labels: z.array(z.string().min(1)).describe('words by which tests choose this module').default([]),
});

const server = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:[\]]+):\d{1,5}$/, 'a server is written as HOST:PORT')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port >= 1 && port <= 65_535, 'a port is a number from 1 to 65535');

/** What hardware tests talk to beyond the modules. */
const testsSchema = z.strictObject({
  tcpEcho: server.describe('a TCP server that sends back what it gets, as HOST:PORT').optional(),
  udpEcho: server.describe('the same for UDP').optional(),
  name: z.string().min(1).describe('a name that the resolvers of the networks know').optional(),
  wrongApn: z.string().min(1).describe('an APN that the network is known to refuse').optional(),
});

export const configSchema = z.strictObject({
  tests: testsSchema.describe('what hardware tests talk to').default({}),
  stateDirectory: z.string().min(1).describe('where is kept what has to be remembered between runs').optional(),
  boards: z.string().min(1).describe('a folder with boards of your own').optional(),
  quirks: z.array(z.string().min(1)).describe('files with quirks of your own').default([]),
  interfaces: z
    .record(
      z.string().regex(interfaceName, 'a name is up to 32 letters, digits, dots, hyphens, underscores'),
      interfaceSchema,
    )
    .describe('the interfaces, by name'),
});

/** A configuration as a program or a file gives it; what is left out has its default. */
export type ConfigInput = z.input<typeof configSchema>;
export type ConfigText = z.infer<typeof configSchema>;
export type InterfaceText = z.infer<typeof interfaceSchema>;
export type ModuleLocator = z.infer<typeof moduleSchema>;
export type TestServers = z.infer<typeof testsSchema>;
export type PowerCommands = z.infer<typeof powerSchema>;
export type LogPortText = z.infer<typeof logPortSchema>;

/** JSON Schema (draft 2020-12), for editors that complete and check the file. */
export function configJsonSchema(): object {
  return { title: 'atlink configuration', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
